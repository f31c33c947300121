import Agents
import Environments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Settings
import Testing

/// A learner that nobody can look into: the means of what two arms paid, and nothing for screens.
private struct PlainLearner: NetworkAgent {
  struct Settings: SettingGroup {
    @Setting(0...1, "probability of a random action") var chance = 0.2
    @Setting(.discount) var discount = 0.9
  }

  private var sums: [Double] = []
  private var counts: [Double] = []
  private let chance: Double

  static let actionKinds = ActionKinds.discrete
  var simulationCount: Int { 2 }

  init(_ settings: Settings, for world: FeatureOutline, using random: inout PCG64) throws {
    guard let count = world.actionSpace.count else { throw InputError("a bandit has arms") }
    (sums, counts) = (Array(repeating: 0, count: count), Array(repeating: 0, count: count))
    chance = settings.chance
  }

  private var best: Int { sums.indices.max { sums[$0] / max(counts[$0], 1) < sums[$1] / max(counts[$1], 1) } ?? 0 }

  mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    for row in 0..<2 {
      let isRandom = random.nextDouble() < chance
      actions.numbers[row] = Int32(isRandom ? random.integer(in: 0..<sums.count) : best)
    }
  }

  mutating func learn(from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64)
  {
    for row in 0..<2 {
      sums[Int(actions.numbers[row])] += Double(experience.rewards[row])
      counts[Int(actions.numbers[row])] += 1
    }
  }

  mutating func breakOff(after experience: borrowing Transitions<Float>) {}
  func policy(rows: Int) -> any GreedyPolicy { Always(action: Int32(best)) }
  func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy { policy(rows: generators.count) }

  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&sums, "sums")
    try archive.visit(&counts, "counts")
  }

  struct Always: GreedyPolicy {
    let action: Int32
    mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
      for row in actions.numbers.indices { actions.numbers[row] = action }
    }
  }
}

/// Learning asks for no more than it needs, and settings are what their groups declare.
struct PlainAgentTests {
  private static func session(seed: UInt64) throws -> any NetworkedSession {
    let resolved = try ResolvedEnvironment("Tarn/Bandit-v0")
    func open(_ world: some FeatureEnvironment) throws -> any NetworkedSession {
      let outline = FeatureOutline(
        featureShape: world.featureShape, isBinary: world.isBinary, actionSpace: world.actionSpace,
        stepLimit: resolved.stepLimit)
      let values = try SettingValues(PlainLearner.Settings.declarations, of: "plain")
      return try NetworkSession(PlainLearner.self, values, for: outline, seed: Seed(seed)) {
        FeatureBatch(world, count: $0, stepLimit: resolved.stepLimit, seed: Seed(seed))
      }
    }
    return try open(resolved.features)
  }

  /// An agent without anything to look at trains, is evaluated, is saved and goes on to the same bytes.
  @Test func learnersAreCompleteWithoutAScreen() throws {
    var session = try Self.session(seed: 1)
    #expect(session.agent.inspection == nil)
    while session.log.stepCount < 4000 {
      _ = session.advance(by: 4000 - session.log.stepCount)
      _ = session.log.drain()
    }
    let records = session.rollouts(200, seed: Seed(2), stepLimit: 10, isSampled: false)
    // The mean arm pays 0, the best of ten about 1.5.
    #expect(records.reduce(0) { $0 + $1.return } / 200 > 0.7)
    #expect(session.agent.learningStart == 0 && session.agent.learningEnd == nil && session.agent.epsilon == nil)
    let before = try NetworkAgentTests.bytes(session)
    let archive = TensorArchive()
    let json = try session.encode(into: archive)
    var restored = try Self.session(seed: 1)
    try restored.restore(from: json, archive)
    #expect(try NetworkAgentTests.bytes(restored) == before)
  }

  /// Every agent's group, read from what its entry declares, declares the same again: names are unique, defaults lie in their
  /// ranges, and nothing is lost on the way.
  @Test func settingGroupsKeepTheirLaws() throws {
    func check<Group: SettingGroup>(_ type: Group.Type, _ declarations: [SettingDeclaration], of id: String) throws {
      #expect(Set(declarations.map(\.name)).count == declarations.count, "\(id) has two settings of one name")
      for declaration in declarations { #expect(declaration.accept(declaration.defaultValue) != nil, "\(id)") }
      let values = try SettingValues(declarations, of: id).planned(over: 1000)
      #expect(try Group(values).values == values.values, "\(id)")
      #expect(Group.declarations.map(\.name) == declarations.map(\.name), "\(id)")
    }
    func open<Learner: NetworkAgent>(_ type: Learner.Type, _ descriptor: AgentDescriptor) throws {
      try check(Learner.Settings.self, descriptor.hyperparameters, of: descriptor.id)
    }
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      try check(Learner.Settings.self, type.descriptor.hyperparameters, of: type.descriptor.id)
    }
    for entry in AgentCatalogue.all {
      if let type = entry.networkType { try open(type, entry.descriptor) }
      if let type = entry.tabularType { try open(type) }
    }
  }

  /// Rainbow is DQN with six settings changed, and no others.
  @Test func entriesDifferWhereTheySayTheyDo() throws {
    func defaults(_ id: String) throws -> [String: SettingValue] {
      let entry = try #require(AgentCatalogue.all.first { $0.descriptor.id == id })
      return Dictionary(uniqueKeysWithValues: entry.descriptor.hyperparameters.map { ($0.name, $0.defaultValue) })
    }
    let plain = try defaults("dqn")
    func changes(_ id: String) throws -> [String: SettingValue] {
      try defaults(id).filter { plain[$0.key] != $0.value }
    }
    #expect(try changes("double-dqn") == ["double": .boolean(true)])
    #expect(try changes("dueling-dqn") == ["double": .boolean(true), "dueling": .boolean(true)])
    #expect(
      try changes("rainbow") == [
        "double": .boolean(true), "dueling": .boolean(true), "prioritized": .boolean(true), "nStep": .integer(3),
        "atoms": .integer(51), "noisy": .boolean(true),
      ])
  }
}
