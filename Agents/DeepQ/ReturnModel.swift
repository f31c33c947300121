import NeuralNetworks
import Tensors

/// What a network's outputs say of the return of each action, and how they are moved toward targets.
///
/// Values by themselves (``ExpectedReturns``) or a distribution of returns (``DistributionalReturns``); another way is another
/// type.
protocol ReturnModel: Sendable {
  /// As it stands beside a curve.
  var lossName: String { get }

  /// Outputs of the network for each action.
  var atomCount: Int { get }

  /// Q(s, a), [rows, actions], from the network's outputs.
  func values(of outputs: Tensor) -> Tensor

  /// What to learn of what was done.
  ///
  /// - Parameters:
  ///   - rewards: R = sum_k gamma^k r_k, [batch].
  ///   - continuations: Gamma = gamma^n, or 0 where the world ended, [batch].
  ///   - later: the target network's outputs n steps later.
  ///   - choosing: the outputs of the network that chooses among actions there.
  func targets(rewards: [Float], continuations: [Float], later: Tensor, choosing: Tensor) -> ReturnTargets

  /// What the outputs say of one action of each row: [batch], or [batch, atoms].
  func predictions(_ outputs: Tensor, of actions: [Int32]) -> Tensor

  /// What each prediction costs, [batch].
  func losses(_ predictions: Tensor, _ targets: Tensor) -> Tensor

  /// How surprising each transition was, [batch]: what priorities go by.
  func errors(_ predictions: Tensor, losses: Tensor, _ targets: Tensor) -> Tensor

  /// The mean of Q(s, a) over a batch, where it is known without further work.
  func meanValue(_ predictions: Tensor) -> Double?

  /// The returns that can be expressed; nil for any.
  var range: ClosedRange<Double>? { get }
}

/// Targets of a batch.
struct ReturnTargets {
  /// y, [batch], or m, [batch, atoms].
  var values: Tensor
  /// The share of a distribution that lay outside the returns it can express.
  var clippedShare = 0.0
}

/// The expected return of each action, as in DQN (Mnih et al., 2015):
///
///     y = R + Gamma Q_target(s', a*),   L = loss(Q(s, a) - y)
struct ExpectedReturns: ReturnModel {
  /// Huber's loss with threshold 1, which is what clipping errors to -1 ... 1 comes to; or the square.
  let usesHuberLoss: Bool

  var lossName: String { usesHuberLoss ? "Huber loss" : "Squared loss" }
  var atomCount: Int { 1 }
  var range: ClosedRange<Double>? { nil }

  func values(of outputs: Tensor) -> Tensor { outputs }

  func targets(rewards: [Float], continuations: [Float], later: Tensor, choosing: Tensor) -> ReturnTargets {
    ReturnTargets(
      values: doubleQTargets(rewards: rewards, continuations: continuations, later: later, choosing: choosing))
  }

  func predictions(_ outputs: Tensor, of actions: [Int32]) -> Tensor { outputs.picked(actions) }

  func losses(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    usesHuberLoss
      ? huberLoss(predictions, targets, reduction: .none) : meanSquaredError(predictions, targets, reduction: .none)
  }

  /// delta = Q(s, a) - y
  func errors(_ predictions: Tensor, losses: Tensor, _ targets: Tensor) -> Tensor { predictions - targets }

  func meanValue(_ predictions: Tensor) -> Double? {
    predictions.withElements { $0.reduce(0) { $0 + Double($1) } } / Double(predictions.elementCount)
  }
}

/// A distribution over fixed returns for each action, as in C51 (Bellemare et al., 2017):
///
///     m = projection of R + Gamma Z_target(s', a*),   L = H(m, p(s, a))
struct DistributionalReturns: ReturnModel {
  let support: ReturnSupport

  var lossName: String { "Cross-entropy" }
  var atomCount: Int { support.count }
  var range: ClosedRange<Double>? { support.low...support.high }

  func values(of outputs: Tensor) -> Tensor { support.means(of: outputs) }

  func targets(rewards: [Float], continuations: [Float], later: Tensor, choosing: Tensor) -> ReturnTargets {
    let (target, clippedShare) = support.projection(
      of: later.softmax(), choosing: support.means(of: choosing), rewards: rewards, continuations: continuations)
    return ReturnTargets(values: target, clippedShare: clippedShare)
  }

  func predictions(_ outputs: Tensor, of actions: [Int32]) -> Tensor { support.rows(of: outputs, actions) }

  func losses(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    softmaxCrossEntropy(predictions, target: targets, reduction: .none)
  }

  /// KL(m || p)
  func errors(_ predictions: Tensor, losses: Tensor, _ targets: Tensor) -> Tensor {
    ReturnSupport.divergences(losses, from: targets)
  }

  func meanValue(_ predictions: Tensor) -> Double? { nil }
}
