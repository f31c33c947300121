public import Randomness
public import Tensors

/// In training adds normal noise to every element.
public struct GaussianNoise: ParameterlessLayer {
  public var deviation: Double

  public init(deviation: Double) { self.deviation = deviation }

  public func callAsFunction(_ input: Tensor) -> Tensor { input }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let noise = (0..<input.elementCount).map { _ in deviation * random.nextNormal() }
    return input + Tensor(noise, shape: input.shape, precision: input.precision)
  }
}
