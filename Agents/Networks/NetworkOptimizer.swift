import NeuralNetworks
import Persistence
import ReinforcementLearning

/// An optimizer's step on a network, with what goes around it: the learning rate's schedule, the gradient's greatest norm, and
/// the running mean of the weights that greedy play may go by.
///
///     g = g min(1, clipNorm / |g|),   w = w + step(g),   mean = mean + averageShare (w - mean)
///
/// Source: Pascanu et al., 2013 (the norm); Polyak and Juditsky, 1992 (the mean).
struct NetworkOptimizer<Network: Module>: Sendable {
  private var optimizer: any Optimizer
  /// By environment step.
  let learningRate: Schedule
  /// 0 for any norm.
  private let clipNorm: Double
  private let averageShare: Double
  /// The running mean of the weights; nil where greedy play goes by the weights themselves.
  private var average: Network?

  init(_ settings: OptimizerSettings, _ rate: LearningRateSettings, averageShare: Double, for network: Network) {
    optimizer = settings.made(learningRate: rate.learningRate)
    learningRate = rate.schedule
    clipNorm = settings.clipNorm
    self.averageShare = averageShare
    average = averageShare > 0 ? network : nil
  }

  /// Steps taken so far.
  var updateCount: Int { optimizer.updateCount }

  /// The network that greedy play and looks go by.
  func judge(_ network: Network) -> Network { average ?? network }

  /// Moves a network against a gradient.
  ///
  /// - Parameter step: the environment step with which the experience learned from began: the learning rate is that step's.
  /// - Returns: the gradient's norm before it was clipped, where it was measured, and the learning rate.
  mutating func update(
    _ network: inout Network, along gradient: consuming Gradient<Network>, at step: Int
  ) -> (norm: Double?, learningRate: Double) {
    optimizer.learningRate = learningRate.value(at: step)
    // Where nothing is clipped the norm is measured now and then only: it costs a pass over the gradient.
    let norm: Double? =
      clipNorm > 0
      ? gradient.clip(toGlobalNorm: clipNorm) : optimizer.updateCount % 16 == 0 ? gradient.globalNorm : nil
    optimizer.update(&network, along: gradient)
    let share = averageShare
    average?.approach(network, share: share)
    return (norm, optimizer.learningRate)
  }

  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&average, "average")
    try archive.visit(&optimizer, "optimizer")
  }

  /// What looking needs: the mean of the weights, and how often they were moved.
  mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&average, "average")
    try archive.visitUpdates(of: &optimizer, "optimizer")
  }
}
