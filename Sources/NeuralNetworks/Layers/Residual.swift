public import Randomness
public import Tensors

/// x + f(x), through an activation (He et al., 2015); where f changes the shape, `shortcut` brings x along.
public struct Residual: Layer {
  public var body: Sequential
  public var shortcut: Sequential
  public var activation: Activation

  public init(_ body: [any Layer], shortcut: [any Layer] = [], activation: Activation = .linear) {
    self.body = Sequential(body)
    self.shortcut = Sequential(shortcut)
    self.activation = activation
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { activation(body(input) + shortcut(input)) }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let changed = body.trainingOutput(input, using: &random)
    return activation(changed + shortcut.trainingOutput(input, using: &random))
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&body, "body")
    visitor.visit(&shortcut, "shortcut")
  }
}
