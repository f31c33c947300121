import Foundation
import Randomness
public import ReinforcementLearning
import Scenes
import Persistence

/// The laws of worlds as functions: each returns what a world does against them, in words, and nothing for a good one.
///
/// Any ``Environment`` can be given to them, one of the catalogue or one of your own.
public enum EnvironmentLaws {
  /// A step of a walk: what was seen, what it brought.
  private struct Footprint<State: Hashable>: Hashable {
    var state: State
    var seen: SpaceValue
    var reward: Double
    var isTerminal: Bool
  }

  /// Walks `steps` steps with random choices, from start to start.
  private static func walk<World: Environment>(
    _ world: World, from start: World.State? = nil, steps: Int, random: inout PCG64, choices seed: UInt64
  ) -> [Footprint<World.State>] {
    var choices = PCG64(seed: seed)
    var state = start ?? world.initialState(using: &random)
    let count = max(1, world.actionLabels.count)
    return (0..<steps).map { step in
      let action = world.action(at: choices.integer(in: 0..<count))
      let outcome = world.advance(&state, taking: action, using: &random)
      let footprint = Footprint(
        state: state, seen: world.observation(of: state).spaceValue, reward: outcome.reward,
        isTerminal: outcome.isTerminal)
      if outcome.isTerminal || step % 97 == 96 { world.restart(&state, using: &random) }
      return footprint
    }
  }

  /// What holds of every world.
  public static func violations(of world: some Environment, steps: Int = 300) throws -> [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ words: @autoclosure () -> String) { if !holds { found.append(words()) } }

    var (first, second) = (PCG64(seed: 5), PCG64(seed: 5))
    let path = walk(world, steps: steps, random: &first, choices: 6)
    require(path == walk(world, steps: steps, random: &second, choices: 6), "the same streams led elsewhere")
    require(first == second, "the same steps left the stream at different places")
    for footprint in path where !world.observationSpace.contains(footprint.seen) {
      require(false, "\(footprint.seen) is not in \(world.observationSpace)")
      break
    }
    found += rewardViolations(world, path.map { ($0.reward, $0.isTerminal) })
    found += try copyViolations(world)
    found += profileViolations(world)
    return found
  }

  /// Rewards lie where the world says they lie.
  private static func rewardViolations(_ world: some Environment, _ steps: [(reward: Double, isTerminal: Bool)])
    -> [String]
  {
    guard let bounds = world.rewardBounds else { return [] }
    let slack = 1e-9
    var sum = 0.0
    for (number, step) in steps.enumerated() {
      guard step.reward >= bounds.step.lowerBound - slack, step.reward <= bounds.step.upperBound + slack else {
        return ["a step paid \(step.reward), outside \(bounds.step)"]
      }
      sum += step.reward
      if sum < bounds.episode.lowerBound - slack || sum > bounds.episode.upperBound + slack {
        return ["an episode paid \(sum), outside \(bounds.episode)"]
      }
      if step.isTerminal || number % 97 == 96 { sum = 0 }
    }
    return []
  }

  /// A copied state evolves independently, and a saved one is the same state: it goes on as the original does.
  private static func copyViolations<World: Environment>(_ world: World) throws -> [String] {
    var found: [String] = []
    var random = PCG64(seed: 3)
    var state = world.initialState(using: &random)
    for step in 0..<9 where world.advance(&state, taking: world.action(at: step % 2), using: &random).isTerminal {
      world.restart(&state, using: &random)
    }
    let (before, copy) = (state, state)
    var moving = state
    var onward = random
    for _ in 0..<7 where world.advance(&moving, taking: world.action(at: 0), using: &onward).isTerminal {
      world.restart(&moving, using: &onward)
    }
    if copy != before || state != before { found.append("a copied state moved with the original") }
    var archive = StateArchive()
    try archive.visit(&state, "state")
    var saved = StateArchive(values: archive.values, tensors: archive.tensors, blocks: archive.blocks)
    var restored = world.initialState(using: &random)
    try saved.visit(&restored, "state")
    if restored != before { found.append("a saved state is another one") }
    var (here, there) = (PCG64(seed: 8), PCG64(seed: 8))
    if walk(world, from: before, steps: 40, random: &here, choices: 9)
      != walk(world, from: restored, steps: 40, random: &there, choices: 9)
    {
      found.append("a saved state goes on differently")
    }
    return found
  }

  /// Labels name the actions; scenes are whole.
  private static func profileViolations(_ world: some Environment) -> [String] {
    var found: [String] = []
    if world.title.isEmpty { found.append("it has no title") }
    if let count = world.actionSpace.count, world.actionLabels.count != count {
      found.append("\(world.actionLabels.count) labels for \(count) actions")
    }
    for choice in world.actionLabels.indices
    where !world.actionSpace.contains(world.action(at: choice).spaceValue) {
      found.append("action \(choice) is not in \(world.actionSpace)")
    }
    var random = PCG64(seed: 4)
    var state = world.initialState(using: &random)
    for step in 0..<40 {
      found += sceneViolations(world.scene(of: state))
      let action = world.action(at: step % max(1, world.actionLabels.count))
      if world.advance(&state, taking: action, using: &random).isTerminal { world.restart(&state, using: &random) }
    }
    return Array(Set(found)).sorted()
  }

  private static func sceneViolations(_ scene: Scene) -> [String] {
    var found: [String] = []
    if scene.cells.count != scene.rows * scene.columns { found.append("a scene has cells to spare") }
    if !scene.figures.allSatisfy({ scene.cells.indices.contains($0.cell) }) {
      found.append("a figure stands beside the board")
    }
    switch scene.stage {
    case .board, .arms, .decisions:
      if !scene.figures.contains(where: { $0.kind == .agent }) { found.append("a scene does not show the agent") }
    case .arcade(let tiles):
      let isInside = tiles.allSatisfy {
        (0..<scene.columns).contains($0.column) && (0..<scene.rows).contains($0.row)
      }
      if tiles.isEmpty || !isInside { found.append("a scene has no tiles, or some beside the board") }
    case .picture(let marks): if marks.isEmpty { found.append("a picture is empty") }
    }
    return found
  }

  /// What holds of worlds with numbers beside.
  public static func tableViolations(of world: some TabularEnvironment, steps: Int = 300) -> [String] {
    var found: [String] = []
    if world.actionSpace != .discrete(world.actionCount) { found.append("its actions are not numbered") }
    var random = PCG64(seed: 1)
    var state = world.initialState(using: &random)
    for _ in 0..<steps {
      if !(0..<world.observationCount).contains(world.observationIndex(of: state)) {
        found.append("observation \(world.observationIndex(of: state)) of \(world.observationCount)")
      }
      for cell in world.scene(of: state).cells.compactMap(\.observation)
      where !(0..<world.observationCount).contains(cell) {
        found.append("a cell shows observation \(cell) of \(world.observationCount)")
      }
      let action = random.integer(in: 0..<world.actionCount)
      if world.advance(&state, taking: action, using: &random).isTerminal { world.restart(&state, using: &random) }
    }
    return Array(Set(found)).sorted()
  }
}
