import NeuralNetworks
import Randomness
import ReinforcementLearning
import Tensors

/// pi(. | s) in each row, over whatever the world takes for actions: one of some numbers, or a vector of real numbers.
enum ActionDistribution: Sendable {
  case categorical(Categorical)
  case normal(DiagonalNormal)

  /// Draws an action for each row.
  func sample(into actions: inout Actions, using random: inout PCG64) {
    switch self {
    case .categorical(let choice): choice.sample(into: &actions.numbers, using: &random)
    case .normal(let normal): normal.sample(into: &actions.reals, using: &random)
    }
  }

  /// Draws an action for each row from a stream of its own, [rows].
  func sample(into actions: inout Actions, using generators: inout [PCG64]) {
    switch self {
    case .categorical(let choice): actions.numbers = choice.sample(using: &generators)
    case .normal(let normal): normal.sample(into: &actions.reals, using: &generators)
    }
  }

  /// Takes the most probable action in each row.
  func choose(into actions: inout Actions) {
    switch self {
    case .categorical(let choice): actions.numbers = choice.mode
    case .normal(let normal): actions.reals = normal.mode.elements
    }
  }

  /// ln pi(a | s) of what was done in each row, [rows], as plain numbers.
  func logProbabilityElements(of actions: Actions) -> [Float] {
    switch self {
    case .categorical(let choice): choice.logProbabilityElements(of: actions.numbers)
    case .normal(let normal): normal.logProbabilityElements(of: actions.reals)
    }
  }

  /// ln pi(a | s) of what was done, [rows], and the mean over rows of the entropy H, a scalar.
  func logProbabilityAndEntropy(of actions: ActionBatch) -> (logProbability: Tensor, entropy: Tensor) {
    switch self {
    case .categorical(let choice):
      let (logProbability, entropy) = choice.logProbabilityAndEntropy(of: actions.numbers)
      return (logProbability, entropy.mean())
    case .normal(let normal):
      // One deviation for all states: the entropy of every row is the same.
      return (normal.logProbability(of: actions.reals), normal.entropy)
    }
  }
}

/// What was done in some steps: numbers, or real numbers.
struct ActionBatch: Sendable {
  /// [steps]; empty where actions are real.
  var numbers: [Int32] = []
  /// [steps, width]; a scalar where actions are numbers.
  var reals = Tensor(0)

  init(numbers: [Int32]) { self.numbers = numbers }
  init(reals: Tensor) { self.reals = reals }

  /// What was done in one step of all rows.
  init(_ actions: Actions) {
    if actions.width == 0 {
      numbers = actions.numbers
    } else {
      reals = Tensor(actions.reals, shape: [actions.reals.count / actions.width, actions.width])
    }
  }
}
