#if canImport(Glibc)
  internal import Glibc
#endif
public import NeuralNetworks
public import Persistence

/// Everything that decides how a model is trained, beside the model, the data and the seed.
public struct TrainingConfiguration: Sendable, Hashable, Codable {
  /// How parameters move along gradients.
  public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case sgd, momentum, nesterov, adagrad, adadelta, rmsprop
    case rmspropCentred = "rmsprop-centred"
    case adam, adamw
  }

  /// How the learning rate changes over epochs.
  public enum ScheduleKind: String, Sendable, Hashable, Codable, CaseIterable {
    case constant, step, exponential, cosine
  }

  /// Passes over the examples.
  public var epochs = 30
  /// Examples an update learns from.
  public var batchSize = 32
  /// How parameters move along gradients.
  public var optimizer = OptimizerKind.adam
  /// The size of the steps, before the schedule.
  public var learningRate = 1e-3
  /// Of momentum and nesterov.
  public var momentum = 0.9
  /// AdamW's.
  public var weightDecay = 0.01
  /// How the learning rate changes over epochs.
  public var schedule = ScheduleKind.constant
  /// The schedule's factor: a step's, an epoch's (exponential), or what a cosine ends at.
  public var scheduleFactor = 0.1
  /// Epochs a step lasts.
  public var schedulePeriod = 10
  /// Epochs of linear warm-up before the schedule.
  public var warmUp = 0
  /// The weight of the sum of magnitudes of weights in the loss.
  public var l1 = 0.0
  /// The weight of half the sum of squares of weights in the loss.
  public var l2 = 0.0
  /// Greatest global norm of a gradient; 0 for any.
  public var clipNorm = 0.0
  /// Greatest magnitude of a component; 0 for any.
  public var clipValue = 0.0
  /// Epochs without a better validation loss before training stops and the best model comes back; 0 for never.
  public var patience = 0
  /// Parts a batch is taken in; they may run on several threads. The result depends on this number, not on the threads.
  public var shards = 1
  /// Random changes to the examples.
  public var augmentation = Augmentation()

  /// Adam at 0.001 for 30 epochs in batches of 32.
  public init() {}

  /// - Throws: ``InputError`` naming the first value that makes no sense.
  public func validate() throws(InputError) {
    func check(_ isValid: Bool, _ name: String, _ value: Any, _ valid: String) throws(InputError) {
      if !isValid { throw InputError("\(name) cannot be \(value); valid is \(valid)") }
    }
    try check(epochs >= 1, "epochs", epochs, "1 or more")
    try check(batchSize >= 1, "batchSize", batchSize, "1 or more")
    try check(learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, "a number above 0")
    try check(momentum >= 0 && momentum < 1, "momentum", momentum, "0 up to but not 1")
    try check(optimizer != .nesterov || momentum > 0, "momentum", momentum, "above 0 with nesterov")
    try check(weightDecay >= 0, "weightDecay", weightDecay, "0 or more")
    try check(scheduleFactor >= 0 && scheduleFactor <= 1, "scheduleFactor", scheduleFactor, "0 to 1")
    try check(schedulePeriod >= 1, "schedulePeriod", schedulePeriod, "1 or more")
    try check(warmUp >= 0 && warmUp < epochs, "warmUp", warmUp, "0 up to but not the number of epochs, \(epochs)")
    try check(l1 >= 0, "l1", l1, "0 or more")
    try check(l2 >= 0, "l2", l2, "0 or more")
    try check(clipNorm >= 0, "clipNorm", clipNorm, "0 or more")
    try check(clipValue >= 0, "clipValue", clipValue, "0 or more")
    try check(patience >= 0, "patience", patience, "0 or more")
    try check(shards >= 1 && shards <= batchSize, "shards", shards, "1 to the batch size, \(batchSize)")
    try check((0...1).contains(augmentation.flip), "flip", augmentation.flip, "0 to 1")
    try check(augmentation.shift >= 0, "shift", augmentation.shift, "0 or more pixels")
    try check((0..<1).contains(augmentation.zoom), "zoom", augmentation.zoom, "0 up to but not 1")
    try check((0...180).contains(augmentation.rotation), "rotation", augmentation.rotation, "0 to 180 degrees")
    try check(augmentation.noise >= 0, "noise", augmentation.noise, "0 or more")
  }

  /// A fresh optimizer of the kind and settings named.
  public func makeOptimizer() -> any Optimizer {
    switch optimizer {
    case .sgd: SGD(learningRate: learningRate)
    case .momentum: SGD(learningRate: learningRate, momentum: momentum)
    case .nesterov: SGD(learningRate: learningRate, momentum: momentum, isNesterov: true)
    case .adagrad: Adagrad(learningRate: learningRate)
    case .adadelta: Adadelta(learningRate: learningRate)
    case .rmsprop: RMSProp(learningRate: learningRate)
    case .rmspropCentred: RMSProp(learningRate: learningRate, isCentred: true)
    case .adam: Adam(learningRate: learningRate)
    case .adamw: Adam(learningRate: learningRate, weightDecay: weightDecay)
    }
  }

  /// The factor on the learning rate, in updates.
  func schedule(updatesPerEpoch: Int) -> LearningRateSchedule {
    let rest = max(epochs - warmUp, 1) * updatesPerEpoch
    let main: LearningRateSchedule =
      switch schedule {
      case .constant: .constant
      case .step: .step(period: schedulePeriod * updatesPerEpoch, factor: scheduleFactor)
      case .exponential: .exponential(factor: rootOf(scheduleFactor, updatesPerEpoch))
      case .cosine: .cosine(steps: rest, final: scheduleFactor)
      }
    return warmUp > 0 ? .warmUp(steps: warmUp * updatesPerEpoch, then: main) : main
  }
}

/// The `n`-th root: a factor an epoch as a factor an update.
private func rootOf(_ x: Double, _ n: Int) -> Double { pow(x, 1 / Double(max(n, 1))) }
