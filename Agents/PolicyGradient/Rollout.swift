import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors

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
  var ends: [UInt8]
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
  init(_ settings: Settings, for world: ArenaOutline) throws(InputError) {
    let (steps, rows) = (settings.integer("rolloutSteps"), settings.integer("simulations"))
    if let planned = world.plannedSteps, planned < steps * rows {
      throw InputError(
        "a rollout of \(steps) steps in \(rows) simulations is longer than the run of \(planned) steps; nothing would be "
          + "learned")
    }
    self.init(steps: steps, rows: rows, world: world)
  }

  init(steps: Int, rows: Int, world: ArenaOutline) {
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
    ends = Array(repeating: 0, count: size)
    starts = Array(repeating: false, count: size)
    pendingStarts = Array(repeating: true, count: rows)
    finalValues = logProbabilities
  }

  var isFull: Bool { count == steps }

  /// Lets `core` choose the step that ``append(_:_:core:)`` will add.
  mutating func act(
    _ core: inout PolicyCore, on observations: [Float], into actions: inout Actions, using random: inout PCG64
  ) {
    if count == 0 { states = core.state.map { [0: $0] } ?? [:] }
    pendingStarts = core.starts
    core.act(on: observations, into: &actions, using: &random)
  }

  /// Adds the step that `core` chose.
  mutating func append(_ experience: borrowing Experience, _ actions: Actions, core: inout PolicyCore) {
    let first = count * rows
    let chances = core.logProbabilities(of: actions)
    let scaled = core.rewards(experience)
    observations.replaceSubrange((first * featureCount)..<((first + rows) * featureCount), with: core.seen)
    if width > 0 { reals.replaceSubrange((first * width)..<((first + rows) * width), with: actions.reals) }
    for row in 0..<rows {
      let index = first + row
      if width == 0 { numbers[index] = actions.numbers[row] }
      logProbabilities[index] = chances[row]
      rewards[index] = scaled[row]
      ends[index] = experience.ends[row]
      starts[index] = pendingStarts[row]
      finalValues[index] = experience.ends[row] == 2 ? core.finalValue(experience, row: row) : 0
    }
    core.finish(experience)
    count += 1
  }

  /// Ends what is collected here, because of a step that is not learned from: the last observation acted on is a successor.
  /// The memory has seen it and is kept for the steps to come.
  mutating func breakOff(after experience: borrowing Experience, core: inout PolicyCore) {
    core.skip(experience)
    if count == 0 { return }
    let values = core.lastValues
    for row in 0..<rows where ends[(count - 1) * rows + row] == 0 {
      ends[(count - 1) * rows + row] = 2
      finalValues[(count - 1) * rows + row] = values[row]
    }
    states[count] = core.state
  }

  /// Generalised advantages (Schulman et al., 2016, equation 16) and the returns they imply, [steps, rows]:
  ///
  ///     delta_t = r_t + gamma V(s_{t+1}) - V(s_t),   A_t = delta_t + gamma lambda A_{t+1}
  ///
  /// V(s_{t+1}) is 0 where the world ended, and that of the true successor where time ran out.
  ///
  /// - Parameters:
  ///   - values: V(s_t), [steps, rows].
  ///   - next: V after the last step, [rows].
  func advantages(values: [Float], next: [Float], discount: Double, lambda: Double) -> (
    advantages: [Float], returns: [Float]
  ) {
    let (gamma, fade) = (Float(discount), Float(discount * lambda))
    var advantages = [Float](repeating: 0, count: values.count)
    var returns = advantages
    for row in 0..<rows {
      var later: Float = 0
      var following = next[row]
      for step in stride(from: count - 1, through: 0, by: -1) {
        let index = step * rows + row
        let end = ends[index]
        if end != 0 {
          later = 0
          following = end & 1 != 0 ? 0 : finalValues[index]
        }
        later = rewards[index] + gamma * following - values[index] + fade * later
        advantages[index] = later
        returns[index] = later + values[index]
        following = values[index]
      }
    }
    return (advantages, returns)
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

  /// Real actions of some steps as a matrix; nil where actions are numbers.
  func realActions(_ indices: ArraySlice<Int>) -> Tensor? {
    if width == 0 { return nil }
    return Tensor(indices.flatMap { reals[($0 * width)..<(($0 + 1) * width)] }, shape: [indices.count, width])
  }

  mutating func archive(_ archive: inout StateArchive, _ network: PolicyNetwork) throws {
    try archive.visit(&observations, "observations")
    try archive.visit(&numbers, "numbers")
    try archive.visit(&reals, "reals")
    try archive.visit(&logProbabilities, "logProbabilities")
    try archive.visit(&rewards, "rewards")
    try archive.visit(&ends, "ends")
    try archive.visit(&starts, "starts")
    try archive.visit(&finalValues, "finalValues")
    try archive.visit(&count, "count")
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
}

/// Pieces of episodes, each read by a memory from its own first state: how a recurrent network learns from a rollout.
struct Sequences: Sendable {
  /// A piece: a row, its first step, how many steps.
  struct Piece: Sendable, Hashable {
    var row: Int
    var first: Int
    var count: Int
  }

  let pieces: [Piece]

  /// Cuts a rollout where episodes begin and where it was broken off.
  init(_ rollout: Rollout) {
    var pieces: [Piece] = []
    for row in 0..<rollout.rows {
      var first = 0
      for step in 1...rollout.steps
      where step == rollout.steps || rollout.starts[step * rollout.rows + row] || rollout.states[step] != nil {
        pieces.append(Piece(row: row, first: first, count: step - first))
        first = step
      }
    }
    self.pieces = pieces
  }

  /// What actor and critic read at each step of some pieces, piece after piece: [steps, width].
  static func outputs(_ pieces: ArraySlice<Piece>, of rollout: Rollout, _ network: PolicyNetwork) -> Tensor {
    guard let memory = network.memory else { preconditionFailure("only networks with a memory read sequences") }
    let longest = pieces.map(\.count).max() ?? 1
    let count = pieces.count
    var mask = [Float](repeating: 0, count: count * longest)
    var places: [Int32] = []
    let width = rollout.featureCount
    let x = Tensor(shape: [count * longest, width]) { buffer in
      buffer.update(repeating: 0)
      for (number, piece) in pieces.enumerated() {
        for step in 0..<piece.count {
          let source = ((piece.first + step) * rollout.rows + piece.row) * width
          let target = number * longest + step
          for feature in 0..<width { buffer[target * width + feature] = rollout.observations[source + feature] }
          mask[target] = 1
          places.append(Int32(target))
        }
      }
    }
    let seen = network.trunk(x)
    let outputs = memory.sequence(
      seen.reshaped([count, longest, memory.width]), mask: Tensor(mask, shape: [count, longest]),
      state: initialState(pieces, of: rollout, memory)
    ).outputs
    return outputs.reshaped([count * longest, memory.width]).rows(places)
  }

  /// What the memory holds before each piece, [pieces, width]: nothing where the piece begins an episode, otherwise what the
  /// rollout kept.
  private static func initialState(_ pieces: ArraySlice<Piece>, of rollout: Rollout, _ memory: Memory) -> RecurrentState
  {
    let width = memory.width
    func joined(_ part: (RecurrentState) -> Tensor?) -> Tensor {
      Tensor(shape: [pieces.count, width]) { buffer in
        buffer.update(repeating: 0)
        for (number, piece) in pieces.enumerated() where !rollout.starts[piece.first * rollout.rows + piece.row] {
          rollout.states[piece.first].flatMap(part)?.withElements { kept in
            for place in 0..<width { buffer[number * width + place] = kept[piece.row * width + place] }
          }
        }
      }
    }
    let hasCell = memory.emptyState(rows: 1).cell != nil
    return RecurrentState(hidden: joined { $0.hidden }, cell: hasCell ? joined { $0.cell } : nil)
  }

  /// The numbers of the steps of some pieces in the rollout, in the same order.
  static func indices(_ pieces: ArraySlice<Piece>, rows: Int) -> [Int] {
    pieces.flatMap { piece in (0..<piece.count).map { (piece.first + $0) * rows + piece.row } }
  }
}
