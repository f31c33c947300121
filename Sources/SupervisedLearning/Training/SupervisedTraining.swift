internal import Dispatch
public import NeuralNetworks
public import Randomness
public import Tensors

/// A model in training on examples: a value that can be saved after any update and goes on from there bit for bit.
///
/// ```swift
/// var training = SupervisedTraining(model, problem: .singleLabel, configuration, seed: Seed(1))
/// try training.run(on: data, validation: held) { print($0); return true }
/// let scores = training.bestModel.scores(on: test)
/// ```
public struct SupervisedTraining<Model: Layer>: Sendable {
  /// How the model is trained.
  public let configuration: TrainingConfiguration
  /// What is predicted, and so the loss.
  public let problem: Problem
  /// Of the order of examples and of all that is random in training.
  public let seed: Seed
  /// Threads that shards may use; does not change the result.
  public var threads = 1

  /// As it is after the latest update.
  public internal(set) var model: Model
  /// The model at its best validation loss, where there is validation.
  public internal(set) var best: Model?
  /// With its moments.
  public internal(set) var optimizer: any Optimizer
  /// Where training stands.
  public internal(set) var progress = Progress()
  /// One entry an epoch.
  public internal(set) var history: [EpochRecord] = []

  /// Where training stands; saved with every checkpoint.
  public struct Progress: Sendable, Hashable, Codable {
    /// Epochs that are complete.
    public internal(set) var epoch = 0
    /// Batches of this epoch already learnt from.
    public internal(set) var batch = 0
    /// Of this epoch's losses so far, weighted by examples.
    public internal(set) var lossSum = 0.0
    /// Examples of this epoch learnt from so far.
    public internal(set) var exampleCount = 0
    /// The least validation loss; nil without validation.
    public internal(set) var bestLoss: Double?
    /// The epoch it was reached in, from 1; 0 for none.
    public internal(set) var bestEpoch = 0
    /// Whether patience has run out.
    public internal(set) var isStopped = false
    var random: PCG64?
  }

  /// Training from the start.
  public init(_ model: Model, problem: Problem, _ configuration: TrainingConfiguration, seed: Seed) {
    self.model = model
    self.problem = problem
    self.configuration = configuration
    self.seed = seed
    optimizer = configuration.makeOptimizer()
  }

  /// Whether all epochs are done or patience has run out.
  public var isFinished: Bool { progress.isStopped || progress.epoch >= configuration.epochs }

  /// The best model where training looks for it, otherwise the last.
  public var bestModel: Model { configuration.patience > 0 ? best ?? model : model }

  /// Batches an epoch has.
  public func batchCount(of data: Dataset) -> Int {
    (data.count + configuration.batchSize - 1) / configuration.batchSize
  }

  /// The order of an epoch's examples: a pure function of seed and epoch.
  private func batches(of data: Dataset) -> Batches {
    var random = seed.derived(for: .shuffle, progress.epoch).generator()
    return Batches(exampleCount: data.count, size: configuration.batchSize, using: &random)
  }

  /// Learns from the next batch of this epoch.
  ///
  /// - Returns: the batch's loss, or nil where the epoch has no batch left.
  /// - Throws: ``DivergenceError`` when the loss is no longer a number.
  public mutating func advance(on data: Dataset) throws(DivergenceError) -> Double? {
    let batches = currentBatches ?? batches(of: data)
    currentBatches = batches
    guard progress.batch < batches.count else { return nil }
    let indices = batches[progress.batch]
    var random = progress.random ?? seed.derived(for: .training).generator()
    let (loss, gradient) = lossAndGradient(data, indices, using: &random)
    guard loss.isFinite, gradient.isFinite else {
      throw DivergenceError(
        epoch: progress.epoch + 1, update: optimizer.updateCount + 1, loss: loss, learningRate: optimizer.learningRate)
    }
    var clipped = gradient
    if progress.batch + 1 == batches.count { lastGradientNorm = gradient.globalNorm }
    if configuration.clipValue > 0 { clipped.clip(toMagnitude: configuration.clipValue) }
    if configuration.clipNorm > 0 { clipped.clip(toGlobalNorm: configuration.clipNorm) }
    let schedule = configuration.schedule(updatesPerEpoch: batches.count)
    optimizer.learningRate = configuration.learningRate * schedule(optimizer.updateCount)
    optimizer.update(&model, along: clipped)
    progress.random = random
    progress.batch += 1
    progress.lossSum += loss * Double(indices.count)
    progress.exampleCount += indices.count
    return loss
  }

  private var currentBatches: Batches?
  /// Of the last update of the latest epoch, before clipping.
  public private(set) var lastGradientNorm = 0.0

  private mutating func lossAndGradient(_ data: Dataset, _ indices: [Int], using random: inout PCG64) -> (
    Double, Gradient<Model>
  ) {
    let shardCount = min(configuration.shards, indices.count)
    if shardCount == 1 { return Self.shard(&model, data, indices, problem, configuration, using: &random) }
    // Each shard has its own generator and its own copy of the model; sums are taken in order.
    let generators = (0..<shardCount).map { _ in PCG64(seed: random.nextUInt64()) }
    let parts = (0..<shardCount).map { shard in
      Array(indices[(shard * indices.count / shardCount)..<((shard + 1) * indices.count / shardCount)])
    }
    let results = ShardResults<Model>(count: shardCount)
    let (model, problem, configuration) = (model, problem, configuration)
    let work: @Sendable (Int) -> Void = { shard in
      var (own, generator) = (model, generators[shard])
      let result = Self.shard(&own, data, parts[shard], problem, configuration, using: &generator)
      results.set(shard, result.0, result.1, own)
    }
    if threads > 1 {
      let stride = (shardCount + threads - 1) / threads
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for shard in (thread * stride)..<max(min((thread + 1) * stride, shardCount), thread * stride) { work(shard) }
      }
    } else {
      for shard in 0..<shardCount { work(shard) }
    }
    let (loss, gradient, state) = results.combined(weights: parts.map { Double($0.count) / Double(indices.count) })
    self.model.takeState(from: state)
    return (loss, gradient)
  }

  private static func shard(
    _ model: inout Model, _ data: Dataset, _ indices: [Int], _ problem: Problem, _ configuration: TrainingConfiguration,
    using random: inout PCG64
  ) -> (Double, Gradient<Model>) {
    let features = configuration.augmentation(data.features.rows(indices), using: &random)
    let targets = data.targets.rows(indices)
    return valueWithGradient(at: &model) { model in
      let loss = problem.loss(model.trainingOutput(features, using: &random), targets)
      guard let penalty = model.penalty(l1: configuration.l1, l2: configuration.l2) else { return loss }
      return loss + penalty
    }
  }

  /// Closes an epoch: validates, remembers the best, decides whether to stop.
  public mutating func finishEpoch(validation: Dataset?) -> EpochRecord {
    let scores = validation.map { model.scores(on: $0, problem: problem) }
    progress.epoch += 1
    let record = EpochRecord(
      epoch: progress.epoch, updates: optimizer.updateCount,
      trainingLoss: progress.lossSum / Double(max(progress.exampleCount, 1)), learningRate: optimizer.learningRate,
      validationLoss: scores?.loss, validationAccuracy: scores?.accuracy)
    history.append(record)
    if let loss = scores?.loss, loss < progress.bestLoss ?? .infinity {
      progress.bestLoss = loss
      progress.bestEpoch = progress.epoch
      best = model
    }
    progress.batch = 0
    progress.lossSum = 0
    progress.exampleCount = 0
    currentBatches = nil
    if configuration.patience > 0, scores != nil, progress.epoch - progress.bestEpoch >= configuration.patience {
      progress.isStopped = true
    }
    return record
  }

  /// Trains to the end, or until `epochEnded` says no.
  ///
  /// - Parameters:
  ///   - updateEnded: called after each update with its loss; stops the run by returning false.
  ///   - epochEnded: called after each epoch.
  public mutating func run(
    on data: Dataset, validation: Dataset? = nil, updateEnded: (_ loss: Double) -> Bool = { _ in true },
    epochEnded: (EpochRecord) -> Bool = { _ in true }
  ) throws(DivergenceError) {
    while !isFinished {
      while let loss = try advance(on: data) { if !updateEnded(loss) { return } }
      if !epochEnded(finishEpoch(validation: validation)) { return }
    }
  }
}

/// Training that has left the numbers: its loss is infinite or not a number.
public struct DivergenceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// From 1.
  public var epoch: Int
  /// Since the start of training, from 1.
  public var update: Int
  /// Infinite or not a number.
  public var loss: Double
  /// At that update.
  public var learningRate: Double

  /// A sentence that says where, and what may help.
  public var description: String {
    "training diverged in epoch \(epoch), update \(update): the loss is \(loss) at learning rate \(learningRate); "
      + "try a smaller learning rate, clipNorm, or standardised features"
  }
}

/// Where threads put what they computed, each in its own place.
private final class ShardResults<Model: Module>: @unchecked Sendable {
  private var results: [(loss: Double, gradient: Gradient<Model>, model: Model)?]
  private let queue = DispatchQueue(label: "shards")

  init(count: Int) { results = .init(repeating: nil, count: count) }

  func set(_ index: Int, _ loss: Double, _ gradient: Gradient<Model>, _ model: Model) {
    queue.sync { results[index] = (loss, gradient, model) }
  }

  /// Weighted sums in order of shard; states are averaged likewise.
  func combined(weights: [Double]) -> (Double, Gradient<Model>, [Tensor]) {
    var loss = 0.0
    var total: Gradient<Model>?
    var state: [Tensor] = []
    for (result, weight) in zip(results, weights) {
      guard case (let part, var gradient, let model)? = result else { continue }
      loss += part * weight
      gradient.scale(by: weight)
      let scaled = model.namedParameters.filter { $0.role == .state }.map { $0.tensor * weight }
      if total == nil {
        (total, state) = (gradient, scaled)
      } else {
        total?.add(gradient)
        state = zip(state, scaled).map { $0 + $1 }
      }
    }
    guard let total else { preconditionFailure("a batch has at least one shard") }
    return (loss, total, state)
  }
}

extension Layer {
  /// Raw outputs for many examples, a few at a time.
  public func outputs(for features: Tensor, batchSize: Int = 256) -> Tensor {
    let count = features.shape[0]
    let parts = stride(from: 0, to: count, by: batchSize).map { start in
      self(features[start..<min(start + batchSize, count)])
    }
    return Tensor.concatenated(parts)
  }

  /// What the layer scores on examples, in evaluation.
  public func scores(on data: Dataset, problem: Problem) -> Scores {
    Scores(problem: problem, outputs: outputs(for: data.features), data: data)
  }
}
