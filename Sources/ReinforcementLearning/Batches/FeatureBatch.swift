public import Randomness
public import Scenes
public import Persistence

/// The batch of a world.
public struct FeatureBatch<World: FeatureEnvironment>: EnvironmentBatch {
  private var rows: BatchRows<World.State>
  private let stepping: BatchStepping<World.State>
  public let outline: FeatureOutline
  /// The world of every row.
  public let world: World

  /// Row `i` has the stream that `seed` derives for environment `i`.
  ///
  /// - Parameter stepLimit: steps after which an episode is cut; nil for never.
  public init(_ world: World, count: Int, stepLimit: Int?, seed: Seed) {
    self.init(
      world, stepLimit: stepLimit, generators: (0..<count).map { seed.derived(for: .environment, $0).generator() })
  }

  private init(_ world: World, stepLimit: Int?, generators: [PCG64]) {
    self.world = world
    stepping = world.stepping
    outline = FeatureOutline(world, stepLimit: stepLimit)
    var generators = generators
    let states = generators.indices.map { world.initialState(using: &generators[$0]) }
    rows = BatchRows(states: states, episodes: generators.map(RowEpisode.init))
  }

  public var count: Int { rows.count }
  public var elapsed: Int { rows.episodes[0].steps }
  public var scene: Scene { world.scene(of: rows.states[0]) }
  public var finalScene: Scene? { rows.finalState.map { world.scene(of: $0) } }
  public var couplesRows: Bool { stepping.couplesRows }

  public func choose(_ choice: Int, in actions: inout Actions) { world.action(at: choice).write(to: 0, of: &actions) }

  public var firstRow: any EnvironmentBatch {
    var copy = self
    let count = couplesRows ? min(2, rows.count) : 1
    copy.rows = BatchRows(states: Array(rows.states.prefix(count)), episodes: Array(rows.episodes.prefix(count)))
    return copy
  }

  public func fresh(_ generators: [PCG64], stepLimit: Int?) -> any EnvironmentBatch {
    FeatureBatch(world, stepLimit: stepLimit, generators: generators)
  }

  public func observe(into experience: inout Transitions<Float>) { stepping.observe(rows, &experience) }

  public mutating func step(
    _ actions: borrowing Actions, into experience: inout Transitions<Float>, log: inout EpisodeLog
  ) {
    stepping.step(&rows, actions, outline.stepLimit ?? .max, &experience, &log)
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    let count = rows.count
    try archive.visit(&rows.states, "states")
    try archive.visit(&rows.episodes, "episodes")
    guard rows.states.count == count, rows.episodes.count == count else {
      throw InputError("the checkpoint has \(rows.states.count) simulations where the run has \(count)")
    }
  }
}
