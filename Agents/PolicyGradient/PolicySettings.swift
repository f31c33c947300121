import NeuralNetworks
import ReinforcementLearning
import Settings

/// What policy gradients have in common to be set.
extension PolicyCore {
  /// The settings that the core reads; agents differ in what suits them.
  static func hyperparameters(
    learningRate: Double, optimizer: String = "adam", optimizerEpsilon: Double = 1e-8, optimizerDecay: Double = 0.95,
    entropyWeight: Double, valueMeaning: String = "the value loss's share"
  ) -> [SettingDeclaration] {
    [
      NetworkSettings.hidden.defaulting(to: .text("64,64")), NetworkSettings.filters,
      SettingDeclaration(
        "activation", .choice(["tanh", "relu", "silu"]), default: .text("tanh"), "of the hidden layers"),
      SettingDeclaration(
        "memory", .choice(["none", "lstm", "gru"]), default: .text("none"),
        "a recurrent layer behind the first hidden one"),
      NetworkSettings.discount,
      SettingDeclaration(
        "normalizeObservations", .boolean, default: .boolean(false),
        "scale observations by their running mean and deviation"),
      SettingDeclaration(
        "normalizeRewards", .boolean, default: .boolean(false),
        "scale rewards by the running deviation of the return"),
      NetworkSettings.clipReward, NetworkSettings.simulations.defaulting(to: .integer(8)),
      NetworkSettings.learningRate.defaulting(to: .real(learningRate)), NetworkSettings.learningRateSteps,
      NetworkSettings.optimizer.defaulting(to: .text(optimizer)),
      NetworkSettings.optimizerEpsilon.defaulting(to: .real(optimizerEpsilon)),
      NetworkSettings.optimizerDecay.defaulting(to: .real(optimizerDecay)),
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)), NetworkSettings.averageShare,
      SettingDeclaration(
        "entropyWeight", .real(0...1e3), default: .real(entropyWeight), "reward for an undecided policy"),
      SettingDeclaration("valueWeight", .real(0...1e3), default: .real(0.5), valueMeaning),
    ]
  }
}
