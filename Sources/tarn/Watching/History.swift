import Experiments
import ReinforcementLearning
import Scenes

/// The past of a run: its episodes, its evaluations, and moments to start playing it again from.
struct History {
  private(set) var episodes = EpisodeStore()
  private(set) var evaluations: [Point] = []
  /// (episode, mean of the last 100 returns), thinned as it grows.
  private(set) var played: [Point] = []
  private(set) var bookmarks: [any Session] = []
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
    var bookmarks: [any Session] = []
    private var bookmarkStride = 256
    private var nextBookmark = 256
    private var bookmarkCount = 0

    /// Bookmarks lie ever further apart, so that a run of any length keeps a few hundred.
    mutating func wantsBookmark(at step: Int) -> Bool {
      if step < nextBookmark { return false }
      bookmarkCount += 1
      if bookmarkCount % 128 == 0 { bookmarkStride *= 2 }
      nextBookmark = step + bookmarkStride
      return true
    }
  }

  /// Keeps the moment `session` is in.
  mutating func bookmark(_ session: any Session) {
    if bookmarks.isEmpty { firstEpisode = session.episodeCount }
    bookmarks.append(session)
  }

  mutating func add(_ addition: Addition) {
    for episode in addition.episodes {
      episodes.append(episode)
      recentSum += episode.return
      if episodes.count > 100 { recentSum -= episodes[episodes.count - 101].return }
      let number = firstEpisode + episodes.count
      if number % playedStride == 0 {
        played.append(Point(Double(number), recentSum / Double(min(episodes.count, 100))))
      }
      if played.count >= 8192 {
        played = stride(from: 1, to: played.count, by: 2).map { played[$0] }
        playedStride *= 2
      }
    }
    evaluations += addition.evaluations
    if evaluations.count >= 16384 {
      evaluations = stride(from: 1, to: evaluations.count, by: 2).map { evaluations[$0] }
    }
    bookmarks += addition.bookmarks
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

  /// The run as it was at `step`, played again from the bookmark before it.
  func session(atStep step: Int) -> (any Session)? {
    guard var session = bookmarks.last(where: { $0.log.stepCount <= step }) else { return nil }
    _ = Replay.advance(&session, to: step, moves: moves)
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
    prefix.recentSum = prefix.episodes.suffix(100).reduce(0) { $0 + $1.return }
    return prefix
  }
}
