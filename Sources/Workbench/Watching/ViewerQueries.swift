package import ReinforcementLearning
import Experiments
import Synchronization

/// What those who show a viewer ask of it.
extension Viewer {
  /// The run directory of the track that is shown; nil while nothing is written.
  package var directory: String? { track.directory }

  /// Whether the run is only looked at: another process trains it, or did.
  package var isReplay: Bool { subject.isReplay }

  /// The number of the last episode that has ended.
  package var lastEpisode: Int { track.shared.withLock { $0.history.lastEpisode } }

  /// Steps of an episode that has ended; nil where its record is not kept.
  package func length(ofEpisode episode: Int) -> Int? {
    track.shared.withLock { $0.history.record(of: episode)?.length }
  }

  /// Why the run shown stopped, if something went wrong.
  package var failure: String? { track.shared.withLock { $0.failure } }

  /// Trains to the end on this thread, for pictures without a window.
  package func trainToEnd() { subject.track.trainToEnd(budget: subject.configuration.budget) }

  /// Shows an episode as soon as it has been played.
  package func await(episode: Int, step: Int?) {
    pendingMoment = PendingMoment(episode: episode, step: step, isAtEnd: false, firstStep: 0)
  }
}

extension Subject {
  /// The session as it is now.
  package var session: any AgentSession { track.shared.withLock { $0.session } }
}
