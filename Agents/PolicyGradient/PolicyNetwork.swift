import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors

/// A policy and a value function.
///
/// Boards go through one convolution and a dense layer that both share, as in the MinAtar paper; other observations have
/// a network for each. With a memory, a dense layer and an LSTM or GRU come first and both read its output.
struct PolicyNetwork: Module {
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
  let boardShape: [Int]

  /// What makes up a network.
  struct Design: Sendable {
    var hidden: [Int]
    var activation: Activation
    var filterCount: Int
    var filterActivation: Activation
    var memory: String
    var initializer: Initializer
    /// Of the last layers.
    var actorInitializer: Initializer
    var criticInitializer: Initializer
  }

  init(_ world: ArenaOutline, _ design: Design, using random: inout PCG64) {
    boardShape = world.featureShape.count == 3 ? world.featureShape : []
    var width = world.featureCount
    var hidden = design.hidden
    if world.featureShape.count == 3 {
      filters = Conv2D(
        channels: world.featureShape[2], filters: design.filterCount, activation: design.filterActivation,
        initializer: design.initializer, using: &random)
      width = (world.featureShape[0] - 2) * (world.featureShape[1] - 2) * design.filterCount
    }
    if design.memory != "none" || filters != nil, !hidden.isEmpty {
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
    if let filters {
      x = filters(x.reshaped([-1, boardShape[0], boardShape[1], boardShape[2]]))
      x = x.reshaped([x.shape[0], -1])
    }
    return body.map { $0(x) } ?? x
  }

  /// ln pi(a | s), [rows], from what the actor gives; and the policy's mean entropy.
  func distribution(_ outputs: Tensor, _ numbers: [Int32], _ reals: Tensor?) -> (
    logProbability: Tensor, entropy: Tensor
  ) {
    if let logDeviation, let reals {
      let z = (reals - outputs) / logDeviation.exp()
      let each = -0.5 * z.squared() - logDeviation - 0.918_938_533_204_672_8
      return (each.sum(axis: -1), (logDeviation + 1.418_938_533_204_672_8).sum())
    }
    let logs = outputs.logSoftmax()
    return (logs.picked(numbers), -(logs.exp() * logs).sum(axis: -1).mean())
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters")
    visitor.visit(&body, "body")
    visitor.visit(&memory, "memory")
    visitor.visit(&actor, "actor")
    visitor.visit(&critic, "critic")
    visitor.visit(&logDeviation, "logDeviation", .bias)
  }
}

/// A recurrent layer of either kind.
enum Memory: Module {
  case lstm(LSTM)
  case gru(GRU)

  init?(_ name: String, width: Int, using random: inout PCG64) {
    switch name {
    case "lstm": self = .lstm(LSTM(features: width, width: width, using: &random))
    case "gru": self = .gru(GRU(features: width, width: width, using: &random))
    default: return nil
    }
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    switch self {
    case .lstm(var layer):
      visitor.visit(&layer, "lstm")
      self = .lstm(layer)
    case .gru(var layer):
      visitor.visit(&layer, "gru")
      self = .gru(layer)
    }
  }
}
