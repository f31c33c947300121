import NeuralNetworks
import ReinforcementLearning

/// What policy gradients have in common to be set.
extension PolicyCore {
  /// The settings that the core reads; agents differ in what suits them.
  static func hyperparameters(
    learningRate: Double, optimizer: String = "adam", optimizerEpsilon: Double = 1e-8, optimizerDecay: Double = 0.95,
    entropyWeight: Double, valueMeaning: String = "the value loss's share"
  ) -> [Hyperparameter] {
    [
      NetworkSettings.hidden.defaulting(to: .text("64,64")), NetworkSettings.filters,
      Hyperparameter(
        "activation", .choice(["tanh", "relu", "silu"]), default: .text("tanh"), "of the hidden layers"),
      Hyperparameter(
        "memory", .choice(["none", "lstm", "gru"]), default: .text("none"),
        "a recurrent layer behind the first hidden one"),
      NetworkSettings.discount,
      Hyperparameter(
        "normalizeObservations", .boolean, default: .boolean(false),
        "scale observations by their running mean and deviation"),
      Hyperparameter(
        "normalizeRewards", .boolean, default: .boolean(false),
        "scale rewards by the running deviation of the return"),
      NetworkSettings.clipReward, NetworkSettings.simulations.defaulting(to: .integer(8)),
      NetworkSettings.learningRate.defaulting(to: .real(learningRate)), NetworkSettings.learningRateSteps,
      NetworkSettings.optimizer.defaulting(to: .text(optimizer)),
      NetworkSettings.optimizerEpsilon.defaulting(to: .real(optimizerEpsilon)),
      NetworkSettings.optimizerDecay.defaulting(to: .real(optimizerDecay)),
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)), NetworkSettings.averageShare,
      Hyperparameter(
        "entropyWeight", .real(0...1e3), default: .real(entropyWeight), "reward for an undecided policy"),
      Hyperparameter("valueWeight", .real(0...1e3), default: .real(0.5), valueMeaning),
    ]
  }
}
