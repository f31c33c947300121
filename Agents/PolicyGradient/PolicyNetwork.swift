import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors

/// A policy and a value function.
///
/// Boards go through one convolution and a dense layer that both share, as in the MinAtar paper; other observations have
/// a network for each. With a memory, a dense layer and an LSTM or GRU come first and both read its output. Layers that a
/// file describes stand in place of all hidden ones, and both read their output.
struct PolicyNetwork: Module {
  /// Described layers, from an observation of ``observationShape`` to a row.
  private var described: Sequential?
  var filters: Conv2D?
  /// Boards, and what goes into a memory.
  var body: Dense?
  var memory: Memory?
  /// Logits, or the means of continuous actions.
  var actor: MultilayerPerceptron
  /// V(s)
  var critic: MultilayerPerceptron
  /// ln sigma of continuous actions, [width].
  var logDeviation: Tensor?
  /// `[features]`, or `[height, width, channels]` of a board.
  private let observationShape: [Int]

  /// What makes up a network.
  struct Design: Sendable {
    /// Described layers in place of hidden ones and filters; nil for those.
    var layers: [LayerDescription]?
    var hidden: [Int]
    var activation: Activation
    var filterCount: Int
    var filterActivation: Activation
    var memory: MemoryKind
    var initializer: Initializer
    /// Of the last layers.
    var actorInitializer: Initializer
    var criticInitializer: Initializer

    /// What suits policy gradients (Andrychowicz et al., 2021, section 3.2): orthogonal weights, small ones where actions are
    /// chosen, so that the first policy is nearly undecided.
    ///
    /// - Throws: ``InputError`` when the settings contradict each other.
    static func orthogonal(
      _ settings: PolicyNetworkSettings, memory: MemoryKind, for world: FeatureOutline
    ) throws(InputError) -> Design {
      let (layers, hidden) = (try settings.shape.described(), try settings.shape.widths())
      let isBoard = world.featureShape.count == 3
      if memory != .none, layers == nil, hidden.isEmpty {
        throw InputError("a memory needs a hidden layer before it; hidden is none")
      }
      let activation = Activation(named: settings.activation) ?? .tanh
      return Design(
        layers: layers, hidden: hidden, activation: activation, filterCount: settings.shape.filters,
        filterActivation: isBoard ? .relu : activation, memory: memory,
        initializer: .orthogonal(gain: 2.0.squareRoot()), actorInitializer: .orthogonal(gain: 0.01),
        criticInitializer: .orthogonal(gain: 1))
    }
  }

  /// - Throws: ``InputError`` when described layers do not suit the world's observations.
  init(_ world: FeatureOutline, _ design: Design, using random: inout PCG64) throws(InputError) {
    observationShape = world.featureShape
    var width = world.featureCount
    var hidden = design.hidden
    if let layers = design.layers {
      (described, width) = try ModelBuilder.trunk(layers, observationShape: Shape(world.featureShape), using: &random)
      hidden = []
    } else if world.featureShape.count == 3 {
      filters = Conv2D(
        channels: world.featureShape[2], filters: design.filterCount, activation: design.filterActivation,
        initializer: design.initializer, using: &random)
      width = (world.featureShape[0] - 2) * (world.featureShape[1] - 2) * design.filterCount
    }
    if design.memory != .none || filters != nil, !hidden.isEmpty {
      body = Dense(
        inputs: width, outputs: hidden[0], activation: design.activation, initializer: design.initializer,
        using: &random)
      width = hidden.removeFirst()
    }
    if let made = Memory(design.memory, width: width, using: &random) { memory = made }
    let outputs: Int
    switch world.actionSpace {
    case .box(_, _, let shape):
      outputs = shape.reduce(1, *)
      logDeviation = .zeros([outputs])
    case let space: outputs = space.count ?? 1
    }
    actor = MultilayerPerceptron(
      [width] + hidden + [outputs], activation: design.activation, initializer: design.initializer,
      outputInitializer: design.actorInitializer, using: &random)
    critic = MultilayerPerceptron(
      [width] + hidden + [1], activation: design.activation, initializer: design.initializer,
      outputInitializer: design.criticInitializer, using: &random)
  }

  /// What actor and critic read, [rows, width], from observations [rows, features]; without a memory.
  func trunk(_ x: Tensor) -> Tensor {
    var x = x
    if let described { x = described(x.reshaped(Shape([x.shape[0]] + observationShape))) }
    if let filters {
      x = filters(x.reshaped(Shape([x.shape[0]] + observationShape)))
      x = x.reshaped([x.shape[0], -1])
    }
    return body.map { $0(x) } ?? x
  }

  /// pi(. | s) of each row, from what the actor reads, [rows, width].
  func policy(_ read: Tensor) -> ActionDistribution {
    let outputs = actor(read)
    return logDeviation.map { .normal(DiagonalNormal(means: outputs, logDeviation: $0)) }
      ?? .categorical(Categorical(logits: outputs))
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&described, "trunk")
    visitor.visit(&filters, "filters")
    visitor.visit(&body, "body")
    visitor.visit(&memory, "memory")
    visitor.visit(&actor, "actor")
    visitor.visit(&critic, "critic")
    visitor.visit(&logDeviation, "logDeviation", .bias)
  }
}
