import Experiments
import ReinforcementLearning
import Scenes

/// The past of a run: its episodes, its evaluations, and moments to start playing it again from.
struct History {
  private(set) var episodes = EpisodeStore()
  private(set) var evaluations: [Point] = []
  /// (episode, mean of the last 100 returns), thinned as it grows.
  private(set) var played: [Point] = []
  private(set) var bookmarks: [any AgentSession] = []
  /// Episodes of a network agent's first row, oldest first; the oldest go when there are too many steps of them.
  private(set) var tapes: [EpisodeTape] = []
  private var tapedSteps = 0
  /// What lies on the disk of a network agent's past.
  var kept = KeptPast()
  /// (step, mean of the last 100 returns), and (step, greedy return) of evaluations.
  private(set) var returns: [Point] = []
  private(set) var greedyReturns: [Point] = []
  /// What learning looked like, by name: (step, value).
  private(set) var readings: [Series] = []
  /// (step, epsilon), where the agent has one and it was recorded.
  private var epsilons: [Point] = []
  /// A person's moves, with which the past repeats itself.
  var moves: [HumanMove] = []
  /// Episodes before the first one here, in a branch of a run that is not remembered from its start.
  private(set) var firstEpisode = 0
  private var recentSum = 0.0
  private var playedStride = 1

  /// What one publication adds.
  struct Addition {
    var episodes: [EpisodeRecord] = []
    var evaluations: [Point] = []
    var evaluationCount = 0
    var bookmarks: [any AgentSession] = []
    var tapes: [EpisodeTape] = []
    var greedyReturns: [Point] = []
    var readings: [(step: Int, values: [Reading])] = []
    private var spacing = BookmarkSpacing()

    /// Keeps this moment, where it is time to.
    mutating func bookmark(_ session: any AgentSession) {
      guard spacing.wantsBookmark(at: session.log.stepCount) else { return }
      bookmarks.append(session)
      History.thin(&bookmarks)
    }
  }

  /// Keeps the moment `session` is in.
  mutating func bookmark(_ session: any AgentSession) {
    if bookmarks.isEmpty, episodes.isEmpty { firstEpisode = session.episodeCount }
    insert(bookmarks: [session])
  }

  mutating func add(_ addition: Addition) {
    for episode in addition.episodes {
      episodes.append(episode)
      recentSum += episode.return
      if episodes.count > 100 { recentSum -= episodes[episodes.count - 101].return }
      let number = firstEpisode + episodes.count
      if number % playedStride == 0 {
        returns.append(Point(Double(episode.endStep), recentSum / Double(min(episodes.count, 100))))
      }
      if number % playedStride == 0 {
        played.append(Point(Double(number), recentSum / Double(min(episodes.count, 100))))
      }
      if played.count >= 8192 {
        played = stride(from: 1, to: played.count, by: 2).map { played[$0] }
        returns = stride(from: 1, to: returns.count, by: 2).map { returns[$0] }
        playedStride *= 2
      }
    }
    evaluations += addition.evaluations
    if evaluations.count >= 16384 {
      evaluations = stride(from: 1, to: evaluations.count, by: 2).map { evaluations[$0] }
    }
    bookmarks += addition.bookmarks
    Self.thin(&bookmarks)
    greedyReturns += addition.greedyReturns
    for reading in addition.readings { add(reading.values, at: reading.step) }
    tapes += addition.tapes
    tapedSteps += addition.tapes.reduce(0) { $0 + $1.count }
    while tapedSteps > Self.mostTapedSteps, tapes.count > 1 { tapedSteps -= tapes.removeFirst().count }
  }

  /// Keeps the first and every second of the others where there are too many.
  static func thin(_ bookmarks: inout [any AgentSession]) {
    guard let first = bookmarks.first, bookmarks.count > mostBookmarks(like: first) else { return }
    bookmarks = [first] + stride(from: 2, to: bookmarks.count, by: 2).map { bookmarks[$0] }
  }

  /// A network and perhaps a replay, or a table of a large map: a few are enough to branch from.
  private static func mostBookmarks(like session: any AgentSession) -> Int {
    guard let values = session.table?.learner.actionValues else { return 24 }
    return values.elements.count < 1 << 16 ? .max : max(1, (1 << 22) / values.elements.count)
  }

  private static let mostTapedSteps = 8_000_000

  private mutating func add(_ values: [Reading], at step: Int) {
    for reading in values where reading.value.isFinite {
      // Not a curve of its own, but what a past episode was played with.
      if reading.name == "epsilon" {
        epsilons.append(Point(Double(step), reading.value))
        if epsilons.count > 4096 { epsilons = stride(from: 1, to: epsilons.count, by: 2).map { epsilons[$0] } }
        continue
      }
      let index =
        readings.firstIndex { $0.name == reading.name }
        ?? {
          readings.append(Series(name: reading.name, points: [], isLogarithmic: reading.scale == .logarithmic))
          return readings.count - 1
        }()
      readings[index].points.append(Point(Double(step), reading.value))
      let points = readings[index].points
      if points.count > 2048 { readings[index].points = stride(from: 1, to: points.count, by: 2).map { points[$0] } }
    }
  }

  /// A part of a run's record.
  mutating func add(_ part: MetricsReader.Part) {
    if episodes.isEmpty, let number = part.firstNumber { firstEpisode = number - 1 }
    var addition = Addition()
    addition.episodes = part.episodes
    for evaluation in part.evaluations {
      if evaluation.isExact {
        addition.evaluations.append(Point(Double(evaluation.episode), evaluation.value))
      } else {
        addition.greedyReturns.append(Point(Double(evaluation.step), evaluation.value))
      }
      let values = evaluation.learning.sorted { $0.key > $1.key }.map { name, value in
        Reading(name, value, scale: name == "Entropy" ? .linear : .logarithmic)
      }
      if !values.isEmpty { addition.readings.append((evaluation.step, values)) }
    }
    add(addition)
  }

  /// Moments of the past, found again out of order.
  mutating func insert(bookmarks found: [any AgentSession]) {
    if found.isEmpty { return }
    bookmarks = (bookmarks + found).sorted { $0.log.stepCount < $1.log.stepCount }
  }

  /// Leaves only the first moment, because what came after it happens otherwise.
  mutating func forgetBookmarks() { bookmarks.removeLast(max(0, bookmarks.count - 1)) }

  mutating func replaceEvaluations(_ points: [Point]) { evaluations = points }

  /// Tapes of episodes that lie on no disk.
  mutating func keep(_ tapes: [EpisodeTape]) {
    var addition = Addition()
    addition.tapes = tapes.filter { $0.count > 0 }
    add(addition)
  }

  /// Readings of the whole run, in place of those at evaluations.
  mutating func replaceReadings(_ lines: [(step: Int, readings: [Reading])]) {
    (readings, epsilons) = ([], [])
    for line in lines { add(line.readings, at: line.step) }
  }

  /// The number of the newest finished episode.
  var lastEpisode: Int { firstEpisode + episodes.count }
  /// The record of an episode by its number, from 1.
  func record(of episode: Int) -> EpisodeRecord? {
    let index = episode - firstEpisode - 1
    return episodes.indices.contains(index) ? episodes[index] : nil
  }

  /// The step of the run at which an episode begins.
  func firstStep(of episode: Int) -> Int? {
    if let record = record(of: episode) { return record.endStep - record.length }
    if episode == lastEpisode + 1 { return record(of: lastEpisode)?.endStep ?? bookmarks.first?.log.stepCount }
    return nil
  }

  /// The exploration recorded nearest before a step, or first after it; nil where none was.
  func epsilon(at step: Int) -> Double? {
    (epsilons.last { $0.x <= Double(step) } ?? epsilons.first)?.y
  }

  /// The newest moment kept that is no later than `step`.
  func bookmark(before step: Int) -> (any AgentSession)? { bookmarks.last { $0.log.stepCount <= step } }

  /// The run as it was at `step`, played again from the bookmark before it.
  func session(atStep step: Int) -> (any AgentSession)? {
    guard var session = bookmark(before: step) else { return nil }
    _ = Rerun.advance(&session, to: step, moves: moves)
    return session
  }

  /// This history up to a step: what a branch begins with.
  func prefix(toStep step: Int) -> History {
    var prefix = self
    prefix.episodes = episodes.prefix(endingBy: step)
    let last = Double(firstEpisode + prefix.episodes.count)
    prefix.evaluations = evaluations.filter { $0.x <= last }
    prefix.played = played.filter { $0.x <= last }
    prefix.bookmarks = bookmarks.filter { $0.log.stepCount <= step }
    prefix.moves = moves.filter { $0.step < step }
    prefix.returns = returns.filter { $0.x <= Double(step) }
    prefix.greedyReturns = greedyReturns.filter { $0.x <= Double(step) }
    prefix.tapes = tapes.filter { $0.number <= Int(last) }
    prefix.kept = kept.prefix(toStep: step, episodes: Int(last))
    prefix.epsilons = epsilons.filter { $0.x <= Double(step) }
    for index in prefix.readings.indices {
      prefix.readings[index].points = readings[index].points.filter { $0.x <= Double(step) }
    }
    prefix.recentSum = prefix.episodes.suffix(100).reduce(0) { $0 + $1.return }
    return prefix
  }
}
