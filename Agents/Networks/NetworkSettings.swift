import NeuralNetworks
import Persistence
import ReinforcementLearning
import Settings

/// Settings that network agents share, read in one place.
enum NetworkSettings {
  static let learningRate = SettingDeclaration(
    "learningRate", .real(1e-9...10), default: .real(2.5e-4), "the optimizer's step size")
  static let learningRateSteps = SettingDeclaration(
    "learningRateSteps", .steps(from: 0), default: .integer(0),
    "steps over which the learning rate falls in a straight line to 0, as in 1.0x; 0 keeps it")
  static let optimizer = SettingDeclaration(
    "optimizer", .choice(["adam", "rmsprop", "rmsprop-centred", "rmsprop-atari"]), default: .text("adam"),
    "adam, rmsprop, rmsprop-centred, or rmsprop-atari, which is centred with epsilon inside the root")
  static let optimizerEpsilon = SettingDeclaration(
    "optimizerEpsilon", .real(1e-12...1), default: .real(1e-8), "the optimizer's guard against division by zero")
  static let optimizerDecay = SettingDeclaration(
    "optimizerDecay", .real(0...0.999_999), default: .real(0.95), "rmsprop: decay of its running means")
  static let clipNorm = SettingDeclaration(
    "clipNorm", .real(0...1e9), default: .real(0), "greatest global norm of a gradient; 0 for any")
  static let averageShare = SettingDeclaration(
    "averageShare", .real(0...1), default: .real(0),
    "greedy play goes by a mean of the weights, moved by this share after each update (Polyak and Juditsky, "
      + "1992); 0 plays by the weights themselves")
  static let hidden = SettingDeclaration(
    "hidden", .text, default: .text("120,84"), "widths of the hidden layers, as in 120,84; none for a linear network")
  static let filters = SettingDeclaration(
    "filters", .integer(1...4096), default: .integer(16), "boards: filters of 3x3 in the convolution")
  static let clipReward = SettingDeclaration(
    "clipReward", .real(0...1e9), default: .real(0), "rewards learned from are clipped to +- this; 0 for no clipping")
  static let simulations = SettingDeclaration(
    "simulations", .integer(1...65_536), default: .integer(1), "copies of the world to act in side by side")
  static let discount = SettingDeclaration(
    "discount", .real(0...1), default: .real(0.99), "gamma: the weight of a reward one step later")

  static func optimizer(_ settings: SettingValues) -> any Optimizer {
    let (rate, epsilon) = (settings.real("learningRate"), settings.real("optimizerEpsilon"))
    switch settings.text("optimizer") {
    case "adam": return Adam(learningRate: rate, epsilon: epsilon)
    case let name:
      return RMSProp(
        learningRate: rate, decay: settings.real("optimizerDecay"), epsilon: epsilon,
        isCentred: name != "rmsprop", addsEpsilonInside: name == "rmsprop-atari")
    }
  }

  /// The learning rate by environment step.
  ///
  /// - Throws: ``InputError`` when it is a share of a run whose steps are not known.
  static func learningRate(_ settings: SettingValues) throws(InputError) -> Schedule {
    let (rate, steps) = (settings.real("learningRate"), try settings.steps("learningRateSteps"))
    return steps > 0 ? .linear(from: rate, to: 0, steps: steps) : .constant(rate)
  }

  /// - Throws: ``InputError`` when the text is not a list of widths.
  static func widths(_ settings: SettingValues, _ name: String = "hidden") throws(InputError) -> [Int] {
    let text = settings.text(name)
    if text == "none" || text.isEmpty { return [] }
    var widths: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let width = Int(String(part).filter { $0 != " " }), (1...65_536).contains(width) else {
        throw InputError("setting '\(name)' cannot be '\(text)'; it takes widths such as 120,84, or none")
      }
      widths.append(width)
    }
    return widths
  }
}
