internal import Persistence
public import Randomness
public import Tensors

/// Dense, activation, dense at every step.
public struct FeedForward: Layer {
  /// To `hidden` units, with the activation.
  public var expand: Dense
  /// Back to `width`.
  public var contract: Dense

  /// - Parameters:
  /// - width: of what is taken and given.
  /// - hidden: units in between.
  public init(width: Int, hidden: Int, activation: Activation = .relu, using random: inout some RandomSource) {
    expand = Dense(inputs: width, outputs: hidden, activation: activation, using: &random)
    contract = Dense(inputs: hidden, outputs: width, using: &random)
  }

  /// [..., width] to the same shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { contract(expand(input)) }

  /// Expand, then contract.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&expand, "expand")
    visitor.visit(&contract, "contract")
  }
}

extension FeedForward: ExportableLayer {
  /// Both layers.
  public func export(to graph: inout OperatorGraph) {
    expand.export(to: &graph)
    contract.export(to: &graph)
  }
}
