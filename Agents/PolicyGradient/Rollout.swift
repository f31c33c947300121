import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors
import Settings

/// Some steps of all rows, collected before an update: everything [steps, rows] in the order of time.
struct Rollout: Sendable {
  let steps: Int
  let rows: Int
  let featureCount: Int
  let width: Int
  /// As the network saw them, [steps, rows, features].
  var observations: [Float]
  var numbers: [Int32]
  /// [steps, rows, width]
  var reals: [Float]
  var logProbabilities: [Float]
  var rewards: [Float]
  /// How a step ended its episode; nil where that goes on.
  var ends: [Ending?]
  /// Whether an episode begins here.
  var starts: [Bool]
  /// V of the true successor where time ran out.
  var finalValues: [Float]
  /// The memory before the first step, and before each that follows steps which are not learned from; empty without one.
  var states: [Int: RecurrentState] = [:]
  /// Rows whose episode begins with the step being chosen.
  private var pendingStarts: [Bool]
  /// Steps collected.
  var count = 0

  /// - Throws: ``InputError`` when a run is over before the first rollout is full.
  init(planned steps: Int, rows: Int, for world: FeatureOutline) throws(InputError) {
    if let planned = world.plannedSteps, planned < steps * rows {
      throw InputError(
        "a rollout of \(steps) steps in \(rows) simulations is longer than the run of \(planned) steps; nothing would be "
          + "learned")
    }
    self.init(steps: steps, rows: rows, world: world)
  }

  init(steps: Int, rows: Int, world: FeatureOutline) {
    self.steps = steps
    self.rows = rows
    featureCount = world.featureCount
    width = Actions(rows: 1, space: world.actionSpace).width
    let size = steps * rows
    observations = Array(repeating: 0, count: size * world.featureCount)
    numbers = Array(repeating: 0, count: width == 0 ? size : 0)
    reals = Array(repeating: 0, count: size * width)
    logProbabilities = Array(repeating: 0, count: size)
    rewards = logProbabilities
    ends = Array(repeating: nil, count: size)
    starts = Array(repeating: false, count: size)
    pendingStarts = Array(repeating: true, count: rows)
    finalValues = logProbabilities
  }

  var isFull: Bool { count == steps }

  /// Lets `core` choose the step that ``append(_:_:core:)`` will add.
  mutating func act(
    _ core: inout PolicyCore, on observations: [Float], into actions: inout Actions, using random: inout PCG64
  ) {
    if count == 0 { states = core.memory.state.map { [0: $0] } ?? [:] }
    pendingStarts = core.memory.starts
    core.act(on: observations, into: &actions, using: &random)
  }

  /// Adds the step that `core` chose.
  mutating func append(_ experience: borrowing Transitions<Float>, _ actions: Actions, core: inout PolicyCore) {
    let first = count * rows
    let chances = core.logProbabilities(of: actions)
    let scaled = core.rewards.learned(experience)
    observations.replaceSubrange((first * featureCount)..<((first + rows) * featureCount), with: core.seen)
    if width > 0 { reals.replaceSubrange((first * width)..<((first + rows) * width), with: actions.reals) }
    for row in 0..<rows {
      let index = first + row
      if width == 0 { numbers[index] = actions.numbers[row] }
      logProbabilities[index] = chances[row]
      rewards[index] = scaled[row]
      ends[index] = experience.ends[row]
      starts[index] = pendingStarts[row]
      finalValues[index] = experience.ends[row] == .truncated ? core.finalValue(experience, row: row) : 0
    }
    core.finish(experience)
    count += 1
  }

  /// Ends what is collected here, because of a step that is not learned from: the last observation acted on is a successor.
  /// The memory has seen it and is kept for the steps to come.
  mutating func breakOff(after experience: borrowing Transitions<Float>, core: inout PolicyCore) {
    core.skip(experience)
    if count == 0 { return }
    let values = core.lastValues
    for row in 0..<rows where ends[(count - 1) * rows + row] == nil {
      ends[(count - 1) * rows + row] = .truncated
      finalValues[(count - 1) * rows + row] = values[row]
    }
    states[count] = core.memory.state
  }

  /// Advantages A and returns R, [steps, rows] each; see ``generalizedAdvantages``.
  ///
  /// - Parameters:
  ///   - values: V(s_t), [steps, rows].
  ///   - next: V after the last step, [rows].
  func advantages(values: [Float], next: [Float], discount: Double, lambda: Double) -> (
    advantages: [Float], returns: [Float]
  ) {
    generalizedAdvantages(
      rewards: rewards, values: values, next: next, isLast: ends.map { $0 != nil }, finalValues: finalValues,
      discount: discount, lambda: lambda)
  }

  /// Observations of some steps as a matrix.
  func rows(_ indices: ArraySlice<Int>) -> Tensor {
    Tensor(shape: [indices.count, featureCount]) { buffer in
      observations.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = buffer.baseAddress else { return }
        var place = target
        for index in indices {
          place.update(from: source + index * featureCount, count: featureCount)
          place += featureCount
        }
      }
    }
  }

  /// What was done in some steps.
  func actions(_ indices: ArraySlice<Int>) -> ActionBatch {
    if width == 0 { return ActionBatch(numbers: indices.map { numbers[$0] }) }
    let taken = indices.flatMap { reals[($0 * width)..<(($0 + 1) * width)] }
    return ActionBatch(reals: Tensor(taken, shape: [indices.count, width]))
  }

  mutating func archive(_ archive: inout StateArchive, _ network: PolicyNetwork) throws {
    let extents = self.extents
    try archive.visit(&observations, "observations")
    try archive.visit(&numbers, "numbers")
    try archive.visit(&reals, "reals")
    try archive.visit(&logProbabilities, "logProbabilities")
    try archive.visit(&rewards, "rewards")
    var codes = ends.map(\.code)
    try archive.visit(&codes, "ends")
    ends = codes.map(Ending?.init(code:))
    try archive.visit(&starts, "starts")
    try archive.visit(&finalValues, "finalValues")
    try archive.visit(&count, "count")
    guard self.extents == extents, (0...steps).contains(count) else {
      throw InputError("the checkpoint has a rollout of another size than the run's settings make")
    }
    if let memory = network.memory {
      var steps = states.keys.sorted()
      try archive.visit(&steps, "stateSteps")
      var visited: [Int: RecurrentState] = [:]
      for step in steps {
        var state = states[step] ?? memory.emptyState(rows: rows)
        try archive.visit(&state, "state.\(step)")
        visited[step] = state
      }
      states = visited
    }
  }

  /// How many numbers each part has: what a rollout restored must have as well.
  private var extents: [Int] {
    [observations, logProbabilities, rewards, finalValues, reals].map(\.count)
      + [numbers.count, ends.count, starts.count]
  }
}
