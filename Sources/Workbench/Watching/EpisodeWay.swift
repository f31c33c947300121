import Experiments
import ReinforcementLearning
import Scenes

/// The cells that an episode of a table went through, found by playing it again; the last one found is remembered.
final class EpisodeWay {
  private static let longest = 400
  /// Playing on from further back than this would hold up the picture.
  private static let furthest = 200_000
  private var known: (episode: Int, cells: [Int])?

  /// Empty for episodes that are no longer at hand or too long to draw.
  func cells(ofEpisode episode: Int, in history: History) -> [Int] {
    if let known, known.episode == episode { return known.cells }
    let cells = find(episode, in: history)
    known = (episode, cells)
    return cells
  }

  private func find(_ episode: Int, in history: History) -> [Int] {
    guard let record = history.record(of: episode), record.length <= Self.longest,
      let first = history.firstStep(of: episode), let mark = history.bookmark(before: first),
      first - mark.log.stepCount <= Self.furthest, var session = history.session(atStep: first),
      let start = session.scene.agentCell
    else { return [] }
    var cells = [start]
    for _ in 0..<record.length {
      let step = session.log.stepCount
      let report = session.step(history.moves.first { $0.step == step }?.input)
      if let cell = report.scene.agentCell { cells.append(cell) }
    }
    return cells
  }
}
