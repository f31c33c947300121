import NeuralNetworks
import Persistence
import ReinforcementLearning
import Settings

/// How large a network is, or which layers it has.
struct NetworkShapeSettings: SettingGroup {
  @Setting("widths of the hidden layers, as in 120,84; none for a linear network") var hidden = "120,84"
  @Setting(1...4096, "boards: filters of 3x3 in the convolution") var filters = 16
  @Setting(
    "the layers before the agent's outputs, in place of hidden and filters: --layers reads them from a file; none for "
      + "those")
  var layers = "none"

  /// The layers described, or nil where ``hidden`` and ``filters`` say what the network is.
  ///
  /// - Throws: ``InputError`` when the text does not describe layers.
  func described() throws(InputError) -> [LayerDescription]? {
    layers == "none" || layers.isEmpty ? nil : try LayerText.layers(layers)
  }

  /// The widths in ``hidden``.
  ///
  /// - Throws: ``InputError`` when the text is not a list of widths.
  func widths() throws(InputError) -> [Int] {
    if hidden == "none" || hidden.isEmpty { return [] }
    var widths: [Int] = []
    for part in hidden.split(separator: ",", omittingEmptySubsequences: false) {
      guard let width = Int(String(part).filter { $0 != " " }), (1...65_536).contains(width) else {
        throw InputError("setting 'hidden' cannot be '\(hidden)'; it takes widths such as 120,84, or none")
      }
      widths.append(width)
    }
    return widths
  }
}

/// The learning rate by environment step.
struct LearningRateSettings: SettingGroup {
  @Setting(1e-9...10, "the optimizer's step size") var learningRate = 2.5e-4
  @Setting("steps over which the learning rate falls in a straight line to 0, as in 1.0x; 0 keeps it")
  var learningRateSteps = ScheduleLength.steps(0)

  var schedule: Schedule {
    let steps = learningRateSteps.count
    return steps > 0 ? .linear(from: learningRate, to: 0, steps: steps) : .constant(learningRate)
  }
}

/// The optimizers that agents can have.
enum OptimizerKind: String, SettingChoice {
  case adam, rmsprop
  case rmspropCentred = "rmsprop-centred"
  case rmspropAtari = "rmsprop-atari"
}

/// Which optimizer, and its constants.
struct OptimizerSettings: SettingGroup {
  @Setting("adam, rmsprop, rmsprop-centred, or rmsprop-atari, which is centred with epsilon inside the root")
  var optimizer = OptimizerKind.adam
  @Setting(.optimizerEpsilon) var optimizerEpsilon = 1e-8
  @Setting(.optimizerDecay) var optimizerDecay = 0.95
  @Setting(0...1e9, "greatest global norm of a gradient; 0 for any") var clipNorm = 0.0

  /// - Parameter learningRate: at the first step.
  func made(learningRate: Double) -> any Optimizer {
    if optimizer == .adam { return Adam(learningRate: learningRate, epsilon: optimizerEpsilon) }
    return RMSProp(
      learningRate: learningRate, decay: optimizerDecay, epsilon: optimizerEpsilon,
      isCentred: optimizer != .rmsprop, addsEpsilonInside: optimizer == .rmspropAtari)
  }
}

extension SharedSetting where Bound == Double {
  static var optimizerEpsilon: Self { SharedSetting(1e-12...1, "the optimizer's guard against division by zero") }
  static var optimizerDecay: Self { SharedSetting(0...0.999_999, "rmsprop: decay of its running means") }
  static var averageShare: Self {
    SharedSetting(
      0...1,
      "greedy play goes by a mean of the weights, moved by this share after each update (Polyak and Juditsky, "
        + "1992); 0 plays by the weights themselves")
  }
  static var clipReward: Self {
    SharedSetting(0...1e9, "rewards learned from are clipped to +- this; 0 for no clipping")
  }
  static var lambda: Self { SharedSetting(0...1, "of the generalised advantages; 1 trusts rewards only") }
}

extension SharedSetting where Bound == Int {
  static var simulations: Self { SharedSetting(1...65_536, "copies of the world to act in side by side") }
}
