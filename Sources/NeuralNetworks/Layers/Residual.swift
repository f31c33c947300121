public import Persistence
public import Randomness
public import Tensors

/// x + f(x), through an activation (He et al., 2015); where f changes the shape, `shortcut` brings x along.
public struct Residual: Layer {
  /// f
  public var body: Sequential
  /// Brings x to the shape of f(x); empty where it has it.
  public var shortcut: Sequential
  /// Applied to the sum.
  public var activation: Activation

  /// - Parameter shortcut: empty where the body keeps the shape.
  public init(_ body: [any Layer], shortcut: [any Layer] = [], activation: Activation = .linear) {
    self.body = Sequential(body)
    self.shortcut = Sequential(shortcut)
    self.activation = activation
  }

  /// The activation of f(x) + shortcut(x), of the body's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { activation(body(input) + shortcut(input)) }

  /// The same with the training outputs of both ways.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let changed = body.trainingOutput(input, using: &random)
    return activation(changed + shortcut.trainingOutput(input, using: &random))
  }

  /// Body, then shortcut.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&body, "body")
    visitor.visit(&shortcut, "shortcut")
  }
}

extension Residual: DescribedLayer {
  static let layers = LayerSetting.layers
  static let activation = LayerSetting.activation()
  static let kinds = [LayerKind("residual", "x + the layers inside", [layers, activation])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    let outer = site.shape
    let body = try site.layers(site[Self.layers], using: &random)
    self.init(
      body, shortcut: try Self.shortcut(from: outer, to: site.shape, site, using: &random),
      activation: site[Self.activation])
  }

  /// The shortest way to the same shape: 1 x 1 filters with the stride that fits, or a dense layer.
  private static func shortcut(
    from outer: Shape, to inner: Shape, _ site: LayerSite, using random: inout some RandomSource
  ) throws(InputError) -> [any Layer] {
    if inner == outer { return [] }
    if outer.rank == 3, inner.rank == 3 {
      let stride = max(1, (outer[0] + inner[0] - 1) / max(inner[0], 1))
      if (outer[0] + stride - 1) / stride == inner[0], (outer[1] + stride - 1) / stride == inner[1] {
        return [Conv2D(channels: outer[2], filters: inner[2], window: 1, stride: stride, using: &random)]
      }
    }
    if Shape(outer.dropLast()) == Shape(inner.dropLast()), let inputs = outer.last, let outputs = inner.last {
      return [Dense(inputs: inputs, outputs: outputs, using: &random)]
    }
    throw InputError("\(site.place): the layers inside change \(outer) to \(inner), which cannot be added")
  }
}

extension Residual: ExportableLayer {
  /// Both ways from the same start, their sum and the activation.
  ///
  /// - Throws: ``InputError`` naming a layer inside that has no such form.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    let start = graph.current
    let changed = try graph.branch(from: start, body)
    let kept = try graph.branch(from: start, shortcut)
    graph.node("Add", with: [kept], from: changed)
    activation.export(to: &graph)
  }
}
