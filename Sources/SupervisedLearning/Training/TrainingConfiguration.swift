#if canImport(Glibc)
  internal import Glibc
#endif
public import NeuralNetworks
public import Persistence
public import Settings

/// Everything that decides how a model is trained, beside the model, the data and the seed.
public struct TrainingConfiguration: SettingGroup, Hashable {
  /// How parameters move along gradients.
  public enum OptimizerKind: String, SettingChoice {
    /// Plain gradient descent.
    case sgd
    /// ``SGD`` with a momentum.
    case momentum
    /// ``SGD`` with a momentum in Nesterov's form.
    case nesterov
    /// ``Adagrad``
    case adagrad
    /// ``Adadelta``
    case adadelta
    /// ``RMSProp``
    case rmsprop
    /// ``RMSProp`` with the running mean's square subtracted.
    case rmspropCentred = "rmsprop-centred"
    /// ``Adam``
    case adam
    /// ``Adam`` with a weight decay.
    case adamw
  }

  /// How the learning rate changes; see ``LearningRateSchedule``.
  public enum ScheduleKind: String, SettingChoice {
    /// Not at all.
    case constant
    /// Times a factor every few epochs.
    case step
    /// Times a factor each epoch, spread over its updates.
    case exponential
    /// Half a cosine over the whole training.
    case cosine
  }

  /// Passes over the training examples.
  @Setting(1..., "passes over the training examples") public var epochs = 30
  /// Examples an update learns from.
  @Setting(1..., "examples an update") public var batchSize = 32
  /// How parameters move along gradients.
  @Setting("how parameters move along gradients") public var optimizer = OptimizerKind.adam
  /// The size of the steps, before the schedule.
  @Setting(1e-12..., "size of the steps") public var learningRate = 1e-3
  /// Of momentum and nesterov.
  @Setting(0...0.9999, "of momentum and nesterov") public var momentum = 0.9
  /// AdamW's.
  @Setting(0..., "of adamw") public var weightDecay = 0.01
  /// How the learning rate changes.
  @Setting("how the learning rate changes") public var schedule = ScheduleKind.constant
  /// The schedule's factor: a step's, an epoch's (exponential), or what a cosine ends at.
  @Setting(0...1, "a step's or an epoch's factor, or what a cosine ends at") public var scheduleFactor = 0.1
  /// Epochs a step lasts.
  @Setting(1..., "epochs a step lasts") public var schedulePeriod = 10
  /// Epochs of linear warm-up before the schedule.
  @Setting(0..., "epochs of linear warm-up") public var warmUp = 0
  /// The weight of the sum of magnitudes of weights in the loss.
  @Setting(0..., "weight of the sum of magnitudes of weights") public var l1 = 0.0
  /// The weight of half the sum of squares of weights in the loss.
  @Setting(0..., "weight of half the sum of squares of weights") public var l2 = 0.0
  /// Greatest global norm of a gradient; 0 for any.
  @Setting(0..., "greatest norm of a gradient, 0 for any") public var clipNorm = 0.0
  /// Greatest magnitude of a component; 0 for any.
  @Setting(0..., "greatest magnitude of a component, 0 for any") public var clipValue = 0.0
  /// Epochs without a better validation loss before training stops and the best model comes back; 0 for never.
  @Setting(0..., "epochs without a better validation loss before the best model comes back; 0 for the last model")
  public var patience = 0
  /// Parts a batch is taken in; they may run on several threads. The result depends on this number, not on the threads.
  @Setting(1...4096, "parts a batch is taken in, for --threads") public var shards = 1
  /// Random changes to the examples.
  public var augmentation = Augmentation()

  /// Adam at 0.001 for 30 epochs in batches of 32.
  public init() {}

  /// - Throws: ``InputError`` naming the first value that makes no sense, alone or beside the others.
  public func validate() throws(InputError) {
    for setting in declarations where setting.accept(setting.defaultValue) == nil {
      throw InputError("\(setting.name) cannot be \(setting.defaultValue); valid is \(setting.validRange)")
    }
    if optimizer == .nesterov, momentum == 0 {
      throw InputError("momentum cannot be \(momentum); valid is above 0 with nesterov")
    }
    if warmUp >= epochs {
      throw InputError("warmUp cannot be \(warmUp); valid is 0 up to but not the number of epochs, \(epochs)")
    }
    if shards > batchSize {
      throw InputError("shards cannot be \(shards); valid is 1 to the batch size, \(batchSize)")
    }
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
