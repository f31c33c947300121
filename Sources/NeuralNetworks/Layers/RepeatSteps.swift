internal import Persistence
internal import Randomness
public import Tensors

/// A vector at every step of a sequence: [batch, width] to [batch, steps, width]. One to many.
public struct RepeatSteps: ParameterlessLayer {
  /// How many there are.
  public var steps: Int

  /// A layer for sequences of one length.
  public init(steps: Int) { self.steps = steps }

  /// [batch, width] to [batch, steps, width].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.expanded(axis: 1).broadcast(to: [input.shape[0], steps, input.shape[1]])
  }
}

extension RepeatSteps: DescribedLayer {
  static let factor = LayerSetting<Int>.count("factor", default: 1, "how many steps there are")
  static let kinds = [LayerKind("repeat-steps", "a vector at every step", [factor])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(1, "one row an example")
    self.init(steps: site[Self.factor])
    site.shape = [steps, site.shape[0]]
  }
}
