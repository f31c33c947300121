import Environments
import Randomness
import ReinforcementLearning
import Scenes
import Synchronization
import TestSupport
import Testing

/// The laws notice what they are there for.
struct BrokenLawTests {
  /// Forgets the velocities, the axes, a fact and the scene of the world within.
  private struct Forgetful: WrappedEnvironment, FeatureEnvironment {
    typealias State = CartPole.State
    typealias Action = Int
    let inner = StickyActions(CartPole(), probability: 0.5)

    func innerState(of state: State) -> StickyActions<CartPole>.State {
      var random = PCG64(seed: 0)
      return inner.initialState(using: &random)
    }
    func state<Source: RandomSource>(
      around inner: StickyActions<CartPole>.State, using random: inout Source
    ) -> State { CartPole().initialState(using: &random) }
    func initialState<Source: RandomSource>(using random: inout Source) -> State {
      CartPole().initialState(using: &random)
    }
    func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
      state = initialState(using: &random)
    }
    func advance<Source: RandomSource>(_ state: inout State, taking action: Int, using random: inout Source) -> Outcome
    {
      CartPole().advance(&state, taking: action, using: &random)
    }
    var layout: FeatureLayout { .row(4) }
    func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
      CartPole().writeFeatures(of: state, into: buffer)
    }
    var profile: EnvironmentProfile { CartPole().profile }
    func scene(of state: State) -> Scene { CartPole().scene(of: state) }
  }

  @Test func aForgottenForwardIsFound() {
    let found = EnvironmentLaws.wrapperViolations(of: Forgetful())
    for words in ["a fact of the inner world is missing", "another scene", "velocities are lost or found"] {
      #expect(found.contains(words), "\(words) is not among \(found)")
    }
  }

  /// Draws from a place of its own, pays what it does not say it pays, and leaves a feature unwritten.
  private struct Hidden: FeatureEnvironment {
    static let count = Atomic(0)
    var actionSpace: Space { .discrete(2) }
    var layout: FeatureLayout { .row(2, in: 0...1) }
    func initialState<Source: RandomSource>(using random: inout Source) -> Int { 0 }
    func advance<Source: RandomSource>(_ state: inout Int, taking action: Int, using random: inout Source) -> Outcome {
      state = Self.count.add(1, ordering: .relaxed).newValue
      return Outcome(reward: Double(state), isTerminal: false)
    }
    func writeFeatures(of state: Int, into buffer: UnsafeMutablePointer<Float>) { buffer[0] = Float(state) }
    var profile: EnvironmentProfile {
      EnvironmentProfile(
        title: "", actionLabels: [ActionLabel("only one")], rewardBounds: RewardBounds(step: 0...1))
    }
  }

  @Test func hiddenStateAndWrongWordsAreFound() throws {
    let found = try EnvironmentLaws.violations(of: Hidden())
    #expect(found.contains("the same streams led elsewhere"))
    #expect(found.contains("it has no title") && found.contains("1 labels for 2 actions"))
    #expect(found.contains { $0.hasPrefix("a step paid") } && found.contains { $0.contains("is not in Box") })
    #expect(EnvironmentLaws.featureViolations(of: Hidden()).contains("a feature is not written"))
    #expect(try !EnvironmentLaws.batchViolations(of: Hidden(), rows: 3).isEmpty)
  }

  /// Blocks that move otherwise than their rows do.
  private struct Hasty: WrappedEnvironment, FeatureEnvironment {
    typealias State = MountainCar.State
    typealias Action = Int
    let inner = MountainCar()

    var stepping: BatchStepping<State> {
      .blocks(
        of: self,
        advance: { states, _, _, outcomes in
          for row in 0..<states.count {
            states[row].velocity += 0.001
            outcomes[row] = Outcome(reward: -1, isTerminal: false)
          }
        })
    }
  }

  @Test func blocksThatDifferFromTheirRowsAreFound() throws {
    #expect(try EnvironmentLaws.batchViolations(of: Hasty(), rows: 9).contains("a row sees something else"))
    // Few rows are stepped one by one.
    #expect(try EnvironmentLaws.batchViolations(of: Hasty(), rows: 3) == [])
  }
}
