import NeuralNetworks
import Persistence
import ReinforcementLearning
import Settings

/// The network of a policy and its values.
struct PolicyNetworkSettings: SettingGroup {
  var shape = NetworkShapeSettings()
  @Setting(oneOf: ["tanh", "relu", "silu"], "of the hidden layers") var activation = "tanh"

  init() { shape.hidden = "64,64" }
}

/// Kinds of recurrent layers.
enum MemoryKind: String, SettingChoice { case none, lstm, gru }

/// What policy gradients have in common to be set beside their network.
struct PolicyLearningSettings: SettingGroup {
  @Setting(.discount) var discount = 0.99
  @Setting("scale observations by their running mean and deviation") var normalizeObservations = false
  @Setting("scale rewards by the running deviation of the return") var normalizeRewards = false
  @Setting(.clipReward) var clipReward = 0.0
  @Setting(.simulations) var simulations = 8
  var rate = LearningRateSettings()
  var optimizer = OptimizerSettings()
  @Setting(.averageShare) var averageShare = 0.0
  @Setting(0...1e3, "reward for an undecided policy") var entropyWeight = 0.0
  @Setting(0...1e3, "the value loss's share") var valueWeight = 0.5

  init() { optimizer.clipNorm = 0.5 }
}

/// A policy that may have a memory, and how it learns.
struct PolicySettings: SettingGroup {
  var network = PolicyNetworkSettings()
  @Setting("a recurrent layer behind the first hidden one") var memory = MemoryKind.none
  var learning = PolicyLearningSettings()
}
