import Experiments
import Persistence
import ReinforcementLearning
import Scenes
import Synchronization

/// Runs that are looked at, not trained: what the screen says of them, and moments that have to be waited for.
extension Viewer {
  /// A moment of the past that is still being reached.
  struct PendingMoment {
    let episode: Int
    /// The step of the episode; nil for its start.
    let step: Int?
    let isAtEnd: Bool
    /// The step of the run at which the episode begins.
    let firstStep: Int

    func notice(_ shared: Track.Shared) -> Notice {
      if shared.history.lastEpisode < episode {
        return Notice(
          "Episode \(Decimals.grouped(episode)) is shown when it has been played.", "end gives it up.",
          isWarning: false)
      }
      let share = 100 * (shared.replayedSteps ?? firstStep) / max(firstStep, 1)
      return Notice(
        "The run is played again to episode \(Decimals.grouped(episode)).",
        "\(min(share, 100))% done; end gives it up.",
        isWarning: false)
    }
  }

  /// Steps that are played again while a key is answered.
  private static let mostStepsAtOnce = 20_000

  /// Whether the run has yet to be played again up to a step.
  func waits(for step: Int, _ history: History) -> Bool {
    guard let replayed = track.shared.withLock({ $0.replayedSteps }), replayed < step else { return false }
    return step - (history.bookmark(before: step)?.log.stepCount ?? 0) > Self.mostStepsAtOnce
  }

  /// Shows the moment that was asked for once it is reached.
  func openPendingMoment() {
    guard let moment = pendingMoment else { return }
    let (replayed, history) = track.shared.withLock { ($0.replayedSteps, $0.history) }
    // While it trains here an episode may not have been played yet.
    if moment.episode > history.lastEpisode || replayed.map({ $0 < moment.firstStep }) ?? false { return }
    pendingMoment = nil
    open(episode: moment.episode, atEnd: moment.isAtEnd, step: moment.step)
  }

  /// A run that is trained elsewhere has a new checkpoint: the episode under way ends with the agent it began with, the next
  /// one shows the newer.
  func takeNewestAgent() {
    let session = track.shared.withLock { $0.session }
    guard session.log.stepCount != greedyOrigin else { return }
    switch mode {
    case .greedy(let loop) where loop.isOver: showGreedy(session)
    case .greedyTape(let loop) where loop.isOver: showGreedy(session)
    default: break
    }
  }

  /// What to do next, and how far the agent on the screen is behind its record.
  func describeStanding(_ model: inout ScreenModel, _ shared: Track.Shared) {
    switch state {
    case .finished:
      let configuration = subject.configuration
      model.nextCommand =
        track.directory.map { "next: tarn evaluate \($0)" }
        ?? "next: tarn train \(configuration.agent) \(configuration.environment)"
    case .stoppedAt: model.nextCommand = track.directory.map { "next: tarn train --resume \($0)" }
    case .elsewhere:
      model.facts.insert("agent as of step \(Decimals.grouped(shared.session.log.stepCount))", at: 0)
    default: break
    }
  }
}
