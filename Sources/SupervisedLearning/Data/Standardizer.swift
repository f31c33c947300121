public import Tensors

/// Shift and scale of features, fitted on the training part and applied to every part: x -> (x - mean) / deviation.
public struct Standardizer: Sendable, Hashable, Codable {
  /// One for each element of an example, or one for all.
  public var mean: [Double]
  /// As many as means; above 0.
  public var deviation: [Double]

  /// Leaves everything as it is.
  public static let identity = Standardizer(mean: [0], deviation: [1])

  /// Known shifts and scales.
  public init(mean: [Double], deviation: [Double]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// - Parameters:
  ///   - features: [examples, ...]
  ///   - perFeature: one mean and deviation for each element of an example (tables) instead of one for all (images).
  public init(fitting features: Tensor, perFeature: Bool) {
    let rows = features.reshaped(perFeature ? [features.shape[0], -1] : [features.elementCount, 1]).doubles
    let width = perFeature ? features.elementCount / max(features.shape[0], 1) : 1
    let count = Double(max(rows.count / max(width, 1), 1))
    var mean = [Double](repeating: 0, count: width)
    var deviation = mean
    for (place, value) in rows.enumerated() { mean[place % width] += value / count }
    for (place, value) in rows.enumerated() {
      let distance = value - mean[place % width]
      deviation[place % width] += distance * distance / count
    }
    self.mean = mean
    // A feature that never varies stays at zero.
    self.deviation = deviation.map { $0 > 1e-24 ? $0.squareRoot() : 1 }
  }

  /// (x - mean) / deviation, of the shape of `features`.
  ///
  /// - Precondition: there is one mean, or one for each element of an example.
  public func callAsFunction(_ features: Tensor) -> Tensor {
    precondition(
      mean.count == 1 || mean.count * features.shape[0] == features.elementCount,
      "a standardizer of \(mean.count) features does not fit examples of \(features.shape)")
    var elements = features.doubles
    for place in elements.indices {
      let feature = place % mean.count
      elements[place] = (elements[place] - mean[feature]) / deviation[feature]
    }
    return Tensor(elements, shape: features.shape, precision: features.precision)
  }

  /// Back to the original scale.
  public func inverse(_ values: Tensor) -> Tensor {
    var elements = values.doubles
    for place in elements.indices {
      let feature = place % mean.count
      elements[place] = elements[place] * deviation[feature] + mean[feature]
    }
    return Tensor(elements, shape: values.shape, precision: values.precision)
  }
}
