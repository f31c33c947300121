public import NeuralNetworks
import Randomness
public import Tensors
public import Testing

/// Derivatives against central differences, in double precision.
public enum GradientCheck {
  /// With steps of 6e-6 both errors of a central difference are near 1e-10 for functions of size 1; sums of a few hundred
  /// terms lose two or three digits more.
  public static let tolerance = 1e-6

  /// Numbers in double precision that stay away from each other and from zero, where functions have kinks.
  public static func sample(_ shape: Shape, seed: UInt64 = 1, in range: Range<Double> = -1..<1) -> Tensor {
    var random = Seed(seed).generator()
    let elements = (0..<shape.elementCount).map { _ -> Double in
      let value = random.uniform(in: range)
      return abs(value) < 0.02 ? value + 0.05 : value
    }
    return Tensor(elements, shape: shape, precision: .double)
  }

  /// A scalar of a result that depends on each element differently.
  public static func weighted(_ result: Tensor) -> Tensor { (result * sample(result.shape, seed: 99)).sum() }

  /// Compares the gradients of `function` with respect to every operand.
  public static func expect(
    _ name: String, at operands: [Tensor], of function: @escaping ([Tensor]) -> Tensor,
    location: SourceLocation = #_sourceLocation
  ) {
    let (_, gradients) = valueWithGradients(at: operands) { weighted(function($0)) }
    for index in operands.indices {
      let numeric = NumericDifferentiation.gradient(at: operands[index]) { moved in
        var all = operands
        all[index] = moved
        return weighted(function(all))
      }
      compare(gradients[index], numeric, "\(name), operand \(index)", location)
    }
  }

  /// Compares a layer's gradients with respect to its input and every parameter.
  public static func expect(
    _ name: String, _ layer: some Layer, input: Tensor, location: SourceLocation = #_sourceLocation
  ) {
    expect(name, layer, location: location) { weighted($0(input)) }
    let own = layer.converted(to: .double)
    expect("\(name), input", at: [input], of: { own($0[0]) }, location: location)
  }

  /// Compares a module's gradients with respect to every parameter; up to 24 elements of each.
  public static func expect<M: Module>(
    _ name: String, _ module: M, location: SourceLocation = #_sourceLocation, loss: (M) -> Tensor
  ) {
    let model = module.converted(to: .double)
    let (_, gradient) = valueWithGradient(at: model, of: loss)
    let parameters = model.namedParameters
    for found in gradient.named {
      guard let parameter = parameters.first(where: { $0.name == found.name }) else { continue }
      let values = parameter.tensor.doubles
      let slopes = found.tensor.doubles
      for place in stride(from: 0, to: values.count, by: max(values.count / 24, 1)) {
        let numeric = NumericDifferentiation.derivative(at: values[place]) { value in
          var moved = values
          moved[place] = value
          var all = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor) })
          all[parameter.name] = Tensor(moved, shape: parameter.tensor.shape, precision: .double)
          var copy = model
          try? copy.assignParameters(all)
          return loss(copy).value
        }
        #expect(
          abs(slopes[place] - numeric) <= tolerance * max(1, abs(numeric)),
          "\(name), \(parameter.name)[\(place)]: \(slopes[place]) against \(numeric)", sourceLocation: location)
      }
    }
  }

  private static func compare(_ exact: Tensor, _ numeric: Tensor, _ name: String, _ location: SourceLocation) {
    for (place, (a, b)) in zip(exact.doubles, numeric.doubles).enumerated() {
      #expect(
        abs(a - b) <= tolerance * max(1, abs(b)), "\(name)[\(place)]: \(a) against \(b)", sourceLocation: location)
    }
  }
}
