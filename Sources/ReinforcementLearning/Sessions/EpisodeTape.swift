public import Randomness
public import Scenes

/// An episode of the first row of a batch as it was played: its start and every action, from which all of it follows.
///
/// Where rows act on each other, as the two sides of a match do, the actions of the other side belong to it.
public struct EpisodeTape: Sendable {
  /// The number of the episode in the run, from 1.
  public var number: Int
  /// Row 0, and the row it acts on if there is one, at the start, with the random stream it had there.
  public let start: any EnvironmentBatch
  /// [steps, rows]
  public private(set) var numbers: [Int32] = []
  /// [steps, rows, width]
  public private(set) var reals: [Float] = []
  /// Components of a real action; 0 where actions are numbered.
  public let width: Int
  /// Steps on the tape.
  public private(set) var count = 0

  init(number: Int, start: any EnvironmentBatch) {
    self.number = number
    self.start = start
    width = Actions(rows: 1, space: start.outline.actionSpace).width
  }

  /// A tape that was kept.
  package init(number: Int, start: any EnvironmentBatch, numbers: [Int32], reals: [Float]) {
    self.init(number: number, start: start)
    (self.numbers, self.reals) = (numbers, reals)
    count = width == 0 ? numbers.count / start.count : reals.count / (width * start.count)
  }

  /// Real numbers of one step.
  private var size: Int { start.count * width }

  mutating func append(_ actions: borrowing Actions) {
    if width == 0 { numbers += actions.numbers.prefix(start.count) } else { reals += actions.reals.prefix(size) }
    count += 1
  }

  /// The whole episode again: everything seen and earned.
  public var played: PlayedEpisode {
    var batch = start
    let outline = batch.outline
    var experience = Transitions<Float>(count: batch.count, featureCount: outline.featureCount)
    var log = EpisodeLog()
    var actions = Actions(rows: batch.count, space: outline.actionSpace)
    batch.observe(into: &experience)
    var played = PlayedEpisode(featureCount: outline.featureCount)
    played.features += experience.observations.prefix(outline.featureCount)
    for step in 0..<count {
      write(step, to: &actions)
      batch.step(actions, into: &experience, log: &log)
      played.rewards.append(experience.rewards[0])
      played.end = experience.ends[0]
      let seen = experience.isLast(0) ? experience.finals : experience.observations
      played.features += seen.prefix(outline.featureCount)
    }
    return played
  }

  private func write(_ step: Int, to actions: inout Actions) {
    if width == 0 {
      for row in 0..<start.count { actions.numbers[row] = numbers[step * start.count + row] }
    } else {
      for index in 0..<size { actions.reals[index] = reals[step * size + index] }
    }
  }

  /// The picture after `step` steps.
  public func scene(after step: Int) -> Scene {
    var batch = start
    var experience = Transitions<Float>(count: batch.count, featureCount: batch.outline.featureCount)
    var log = EpisodeLog()
    var actions = Actions(rows: batch.count, space: batch.outline.actionSpace)
    batch.observe(into: &experience)
    for index in 0..<min(step, count) {
      write(index, to: &actions)
      batch.step(actions, into: &experience, log: &log)
      if experience.isLast(0) { return batch.finalScene ?? batch.scene }
    }
    return batch.scene
  }

  /// The greedy policy's next episode from a stream of its own, at most `stepLimit` steps.
  public static func greedy(_ session: any NetworkedSession, seed: Seed, episode: Int, stepLimit: Int) -> EpisodeTape {
    played(
      by: session.agent.policy(rows: 1),
      in: session.batch([seed.derived(for: .greedyLoop, episode).generator()], stepLimit: stepLimit))
  }

  /// An episode of ``Session/rollouts(_:seed:stepLimit:isSampled:)``.
  public static func evaluated(
    _ session: any NetworkedSession, seed: Seed, episode: Int, stepLimit: Int, isSampled: Bool
  ) -> EpisodeTape {
    let actions = seed.derived(for: .evaluationActions, episode).generator()
    return played(
      by: isSampled ? session.agent.sampledPolicy([actions]) : session.agent.policy(rows: 1),
      in: session.batch([seed.derived(for: .evaluation, episode).generator()], stepLimit: stepLimit))
  }

  private static func played(by player: any GreedyPolicy, in world: any EnvironmentBatch) -> EpisodeTape {
    var (policy, batch) = (player, world)
    var tape = EpisodeTape(number: 0, start: batch)
    var experience = Transitions<Float>(count: 1, featureCount: batch.outline.featureCount)
    var actions = Actions(rows: 1, space: batch.outline.actionSpace)
    var log = EpisodeLog()
    batch.observe(into: &experience)
    var starts = [true]
    repeat {
      policy.act(on: experience.observations, starts: starts, into: &actions)
      tape.append(actions)
      batch.step(actions, into: &experience, log: &log)
      starts = [false]
    } while !experience.isLast(0)
    return tape
  }
}

/// What an episode brought, step after step.
public struct PlayedEpisode: Sendable, Hashable {
  /// Features of one observation.
  public let featureCount: Int
  /// [steps + 1, features]
  public var features: [Float] = []
  /// [steps]
  public var rewards: [Float] = []
  /// How it ended; nil while it goes on.
  public var end: Ending?

  init(featureCount: Int) { self.featureCount = featureCount }

  /// What was seen before a step, [features]; at the step after the last one what was seen at the end.
  public func observation(_ step: Int) -> [Float] {
    Array(features[(step * featureCount)..<((step + 1) * featureCount)])
  }

  /// sum_k gamma^k r_{t+k} for each step; empty while the episode goes on.
  public func discountedReturns(_ discount: Double) -> [Double] {
    if end == nil { return [] }
    var later = 0.0
    return rewards.reversed().map { reward in
      later = Double(reward) + discount * later
      return later
    }.reversed()
  }
}
