internal import CKernels
internal import Tensors

/// Moves a model's parameters against a gradient.
///
/// A value: its moments are its own. The learning rate may be set before each update, from a ``LearningRateSchedule``.
public protocol Optimizer: Sendable {
  /// The size of the steps.
  var learningRate: Double { get set }
  /// Updates made so far.
  var updateCount: Int { get set }
  /// Running moments by name, for checkpoints; each as long as the model's flat parameters. Empty before the first update.
  var moments: [String: Moment] { get set }
  /// Moves the model one step against a gradient of it.
  ///
  /// - Precondition: the model has the parameters that the optimizer was first used on.
  mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>)
}

/// What every update does: one pass over flat parameters and flat gradient, subnormals flushed.
func apply(
  _ gradient: Gradient<some Module>, to model: inout some Module,
  _ pass: (
    _ type: tarn_type, _ w: UnsafeMutableRawPointer, _ g: UnsafeMutableRawPointer, _ count: Int, _ precision: Precision
  ) -> Void
) {
  let flat = gradient.flat
  model.withFlatParameters { parameters, count, precision in
    precondition(
      count == flat.elementCount && precision == flat.precision,
      "a gradient of \(flat.elementCount) components does not fit a model of \(count)")
    Tape.flushingSubnormals {
      pass(precision == .single ? TARN_SINGLE : TARN_DOUBLE, parameters, flat.pointer, count, precision)
    }
  }
}

/// x to a whole power, by squaring.
func power(_ x: Double, _ n: Int) -> Double {
  var (result, factor, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
