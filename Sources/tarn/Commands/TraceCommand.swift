import ArgumentParser
import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Persistence

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Print a trajectory, one JSON object a line.",
    discussion: """
      The trajectory is that of the published package for the same seed and actions. After an episode ends a reset \
      line follows, without reseeding.

      Example: tarn trace FrozenLake-v1 --seed 1 --random-actions 20
      """)

  enum Source: String, ExpressibleByArgument, CaseIterable {
    case numpy
    case numpyLegacy = "numpy-legacy"
  }

  @Argument(help: "The environment, ID or ID:key=value,key=value.", completion: .environments) var environment: String
  @Option(parsing: .unconditional, help: "Seed of the environment's stream.", transform: Typed.seed)
  var seed: UInt64 = 0
  @Option(help: "A file with one action (a whole number) a line.", completion: .file()) var actions: String?
  @Option(
    parsing: .unconditional, help: "How many actions to draw at random, from a stream of their own.",
    transform: Typed.natural)
  var randomActions: Int?
  @Option(help: "numpy (PCG64, Gymnasium) or numpy-legacy (MT19937, MinAtar).") var randomSource: Source = .numpy
  @Flag(help: "Print JSON, as it does anyway.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    Signals.endAtOnce()
    let resolved = try Phase.show("setting up") { try ResolvedEnvironment(environment) }
    let sequence = try actionSequence(resolved.world.actionSpace.count)
    func open(_ world: some Environment) throws {
      switch randomSource {
      case .numpy:
        trace(Simulation(world, stepLimit: resolved.stepLimit, random: PCG64(seed: seed)), sequence)
      case .numpyLegacy:
        guard let seed = UInt32(exactly: seed) else {
          throw InputError("--seed takes a number up to \(UInt32.max) with numpy-legacy, not \(seed)")
        }
        trace(
          Simulation(world, stepLimit: resolved.stepLimit, random: MersenneTwister(seed: seed)), sequence)
      }
    }
    try open(resolved.world)
  }

  /// - Parameter count: how many numbered actions there are; nil where actions are real.
  private func actionSequence(_ count: Int?) throws -> Actions {
    guard let count else { return try realActions() }
    var actions = Actions(rows: 0, space: .discrete(count))
    actions.numbers = try numberedActions(count).map { Int32($0) }
    return actions
  }

  private func numberedActions(_ count: Int) throws -> [Int] {
    switch (actions, randomActions) {
    case (let path?, nil):
      let text = String(decoding: try Files.read(path), as: UTF8.self)
      var sequence: [Int] = []
      for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let word = line.filter { !$0.isWhitespace }
        if word.isEmpty { continue }
        guard let action = Int(word), (0..<count).contains(action) else {
          throw InputError(
            "'\(path)', line \(number + 1): '\(word)' is not an action; \(environment) takes 0 to \(count - 1)")
        }
        sequence.append(action)
      }
      return sequence
    case (nil, let length?):
      var random = Seed(seed).derived(for: "random actions").generator()
      return (0..<length).map { _ in random.integer(in: 0..<count) }
    default:
      throw InputError("give the actions: either --actions FILE or --random-actions N")
    }
  }

  /// Real actions: one number a line, or uniform in the space.
  private func realActions() throws -> Actions {
    let space = try ResolvedEnvironment(environment).world.actionSpace
    guard case .box(let low, let high, let shape) = space, shape == [1] else {
      throw InputError("\(environment) has actions of \(space); a trace takes one number a line")
    }
    var sequence = Actions(rows: 0, space: space)
    switch (actions, randomActions) {
    case (let path?, nil):
      let text = String(decoding: try Files.read(path), as: UTF8.self)
      for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let word = line.filter { !$0.isWhitespace }
        if word.isEmpty { continue }
        guard let action = Float(word), action.isFinite else {
          throw InputError(
            "'\(path)', line \(number + 1): '\(word)' is not an action; \(environment) takes numbers from \(low) to "
              + "\(high)")
        }
        sequence.reals.append(action)
      }
    case (nil, let length?):
      var random = Seed(seed).derived(for: "random actions").generator()
      sequence.reals = (0..<length).map { _ in Float(random.uniform(in: low..<high)) }
    default: throw InputError("give the actions: either --actions FILE or --random-actions N")
    }
    return sequence
  }

  private func trace<World: Environment, Random: RandomSource>(
    _ simulation: Simulation<World, Random>, _ actions: Actions
  ) {
    var simulation = simulation
    var writer = JSONWriter()
    func reset() {
      writer.append("{\"step\":0,\"observation\":")
      writer.write(simulation.observation.spaceValue.json)
      writer.append("}\n")
    }
    reset()
    let count = actions.width == 0 ? actions.numbers.count : actions.reals.count
    for index in 0..<count {
      let action = World.Action(row: index, of: actions)
      let step = simulation.step(action)
      writer.append("{\"step\":")
      writer.append(simulation.elapsed)
      writer.append(",\"action\":")
      writer.write(action.spaceValue.json)
      writer.append(",\"observation\":")
      writer.write(simulation.observation.spaceValue.json)
      writer.append(",\"reward\":")
      writer.append(step.reward)
      step.isTerminal ? writer.append(",\"terminated\":true") : writer.append(",\"terminated\":false")
      step.isTruncated ? writer.append(",\"truncated\":true}\n") : writer.append(",\"truncated\":false}\n")
      if step.isLast, index + 1 < count {
        simulation.reset()
        reset()
      }
      if writer.bytes.count > 1 << 16 {
        Output.write(writer.bytes, to: 1)
        writer.removeAll()
      }
    }
    Output.write(writer.bytes, to: 1)
  }
}

extension SpaceValue {
  /// An integer, or a flat array.
  var json: JSON {
    switch self {
    case .integer(let value): .integer(value)
    case .integers(let values): .array(values.map { .integer($0) })
    case .reals(let values): .array(values.map { .real(Double($0)) })
    }
  }
}
