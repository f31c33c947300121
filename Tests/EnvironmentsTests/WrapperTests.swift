import Environments
import Randomness
import ReinforcementLearning
import Scenes
import TestSupport
import Testing

/// Every wrapper around every world it accepts, and every wrapper around every other one.
struct WrapperTests {
  enum Wrapper: String, CaseIterable, CustomTestStringConvertible {
    case sticky, held, stacked, partial

    var testDescription: String { rawValue }

    /// Whether it can be put around `world`.
    func accepts(_ world: some FeatureEnvironment) -> Bool {
      switch self {
      case .partial:
        world.featureShape.count == 1 && !world.velocityFeatures.isEmpty
          && world.velocityFeatures.count < world.featureCount
      case .sticky, .held, .stacked: !world.couplesRows
      }
    }

    /// Puts it around `world` and hands both on.
    func wrap<World: FeatureEnvironment, Result>(_ world: World, _ body: Body<Result>) throws -> Result {
      switch self {
      case .sticky: try body.read(StickyActions(world, probability: 0.4))
      case .held: try body.read(ActionRepeat(world, count: 3, stepLimit: 40))
      case .stacked: try body.read(FrameStack(world, count: 3))
      case .partial: try body.read(PartialObservation(world, hiding: world.velocityFeatures))
      }
    }
  }

  /// What is done with a wrapped world.
  class Body<Result> {
    func read<World: WrappedEnvironment & FeatureEnvironment>(_ world: World) throws -> Result
    where World.Inner: FeatureEnvironment, World.Action == World.Inner.Action { preconditionFailure("overridden") }
  }

  /// All laws.
  private final class Laws: Body<[String]> {
    override func read<World: WrappedEnvironment & FeatureEnvironment>(_ world: World) throws -> [String]
    where World.Inner: FeatureEnvironment, World.Action == World.Inner.Action {
      try EnvironmentLaws.violations(of: world, steps: 120) + EnvironmentLaws.featureViolations(of: world, steps: 40)
        + EnvironmentLaws.wrapperViolations(of: world, steps: 30)
        + EnvironmentLaws.batchViolations(of: world, rows: 3, steps: 40)
    }
  }

  /// Puts a second wrapper around the first.
  private final class Pair: Body<[String]> {
    let outer: Wrapper
    init(_ outer: Wrapper) { self.outer = outer }

    override func read<World: WrappedEnvironment & FeatureEnvironment>(_ world: World) throws -> [String]
    where World.Inner: FeatureEnvironment, World.Action == World.Inner.Action {
      outer.accepts(world) ? try outer.wrap(world, Laws()) : []
    }
  }

  static let worlds = EnvironmentCatalogue.all.map(\.id).filter {
    (try? ResolvedEnvironment($0).world) is any FeatureEnvironment
  }

  @Test(arguments: worlds, Wrapper.allCases)
  func wrappersKeepTheLaws(id: String, wrapper: Wrapper) throws {
    func check(_ world: some FeatureEnvironment) throws {
      if wrapper.accepts(world) { #expect(try wrapper.wrap(world, Laws()) == []) }
    }
    try check(try ResolvedEnvironment(id).features)
  }

  @Test(arguments: worlds, Wrapper.allCases)
  func pairsOfWrappersKeepTheLaws(id: String, inner: Wrapper) throws {
    func check(_ world: some FeatureEnvironment) throws {
      guard inner.accepts(world) else { return }
      for outer in Wrapper.allCases { #expect(try inner.wrap(world, Pair(outer)) == [], "within \(outer)") }
    }
    try check(try ResolvedEnvironment(id).features)
  }

  /// A wrapper that says nothing.
  private struct Untouched<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
    typealias State = Inner.State
    typealias Action = Inner.Action
    let inner: Inner
  }

  private struct UntouchedTable<Inner: TabularEnvironment>: WrappedEnvironment, TabularEnvironment {
    typealias State = Inner.State
    typealias Observation = Inner.Observation
    typealias Action = Int
    let inner: Inner
  }

  /// What a wrapper does not say is the inner world's, all of it.
  @Test(arguments: worlds)
  func wrappersThatSayNothingAreTheirWorlds(id: String) throws {
    func check<World: FeatureEnvironment>(_ inner: World) throws {
      if inner.couplesRows { return }
      let world = Untouched(inner: inner)
      #expect(world.layout == inner.layout && world.profile == inner.profile)
      #expect(world.observationSpace == inner.observationSpace && world.actionSpace == inner.actionSpace)
      #expect(EnvironmentLaws.wrapperViolations(of: world) == [])
      var left = Simulation(inner, stepLimit: 40, random: PCG64(seed: 3))
      var right = Simulation(world, stepLimit: 40, random: PCG64(seed: 3))
      for step in 0..<200 {
        let action = inner.action(at: step % inner.actionLabels.count)
        let (one, other) = (left.step(action), right.step(action))
        #expect(one.reward == other.reward && one.end == other.end && left.state == right.state)
        #expect(left.observation == right.observation)
        if one.isLast {
          left.reset()
          right.reset()
        }
      }
    }
    try check(try ResolvedEnvironment(id).features)
  }

  @Test(arguments: LawTests.specifications)
  func tablesThatSayNothingAreTheirWorlds(specification: String) throws {
    func check<World: TabularEnvironment>(_ inner: World) throws {
      let world = UntouchedTable(inner: inner)
      #expect(world.profile == inner.profile && world.observationCount == inner.observationCount)
      #expect(world.observationSpace == inner.observationSpace && world.actionSpace == inner.actionSpace)
      // A model holds only where the wrapper says so.
      #expect(world.transitionModel() == nil)
      var left = Simulation(inner, stepLimit: 40, random: PCG64(seed: 3))
      var right = Simulation(world, stepLimit: 40, random: PCG64(seed: 3))
      for step in 0..<100 {
        let (one, other) = (left.step(step % inner.actionCount), right.step(step % inner.actionCount))
        #expect(one.reward == other.reward && one.end == other.end && left.state == right.state)
        #expect(left.observationIndex == right.observationIndex)
        if one.isLast {
          left.reset()
          right.reset()
        }
      }
      #expect(world.scene(of: right.state) == inner.scene(of: left.state))
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    try check(world)
  }

  /// The two sides of a match move together: what wraps one row cannot be stepped.
  @Test func matchesSayThatTheyAreCoupled() throws {
    #expect(PongDuel().couplesRows && FeatureBatch(PongDuel(), count: 2, stepLimit: nil, seed: Seed(1)).couplesRows)
    #expect(!Arcade(Pong(), usesMinimalActions: true).couplesRows)
    #expect(!OneHot(CliffWalking()).couplesRows)
  }
}
