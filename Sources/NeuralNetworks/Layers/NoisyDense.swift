public import Randomness
public import Tensors

/// A dense layer whose weights carry learned noise: y = f(x (M + S * e) + m + s * e'), e = g(a) g(b)^T with
/// g(x) = sign(x) sqrt|x| and a, b standard normal (Fortunato et al., 2018, factorised noise).
public struct NoisyDense: Layer {
  /// [inputs, outputs]
  public var weight: Tensor
  /// [inputs, outputs]
  public var weightDeviation: Tensor
  /// [outputs]
  public var bias: Tensor
  /// [outputs]
  public var biasDeviation: Tensor
  /// g(a), [inputs, 1]: drawn, not learned.
  public var inputNoise: Tensor
  /// g(b), [1, outputs]
  public var outputNoise: Tensor
  /// Applied to the sums.
  public var activation: Activation

  /// - Parameter deviation: sigma_0; 0.5 in the paper.
  public init(
    inputs: Int, outputs: Int, activation: Activation = .linear, deviation: Double = 0.5,
    using random: inout some RandomSource
  ) {
    weight = Initializer.torch([inputs, outputs], using: &random)
    bias = Initializer.torch.bias(outputs, fanIn: inputs, using: &random)
    let sigma = deviation / Double(inputs).squareRoot()
    weightDeviation = Tensor(repeating: sigma, shape: [inputs, outputs])
    biasDeviation = Tensor(repeating: sigma, shape: [outputs])
    inputNoise = .zeros([inputs, 1])
    outputNoise = .zeros([1, outputs])
    self.activation = activation
  }

  /// Draws the noise that holds until the next call.
  public mutating func drawNoise(using random: inout some RandomSource) {
    func draw(_ shape: Shape) -> Tensor {
      Tensor(shape: shape) { buffer in
        for index in buffer.indices {
          let x = Float(random.nextNormal())
          buffer[index] = x < 0 ? -(-x).squareRoot() : x.squareRoot()
        }
      }
    }
    inputNoise = draw(inputNoise.shape)
    outputNoise = draw(outputNoise.shape)
  }

  /// Takes the noise away: the layer computes with its means.
  public mutating func silence() {
    inputNoise = .zeros(inputNoise.shape)
    outputNoise = .zeros(outputNoise.shape)
  }

  /// [rows, inputs] to [rows, outputs], with the noise drawn last; none before the first draw.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let noise = inputNoise * outputNoise
    let w = weight + weightDeviation * noise
    let b = bias + biasDeviation * outputNoise.reshaped([-1])
    return activation(input.dense(weight: w, bias: b))
  }

  /// Means, deviations, and the noise as state.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&weight, "weight", .weight)
    visitor.visit(&weightDeviation, "weightDeviation", .weight)
    visitor.visit(&bias, "bias", .bias)
    visitor.visit(&biasDeviation, "biasDeviation", .bias)
    visitor.visit(&inputNoise, "inputNoise", .state)
    visitor.visit(&outputNoise, "outputNoise", .state)
  }
}
