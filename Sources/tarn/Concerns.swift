import Experiments
import ReinforcementLearning
import Scenes

/// What agents notice about their runs, each thing told once.
struct Concerns {
  private var told: Set<String> = []

  /// What has not been told yet. What to do about it tells concerns apart: figures change from moment to moment.
  mutating func news(of session: any Session) -> [Concern] {
    guard let agent = (session as? any DeepSession)?.agent.inspection else { return [] }
    return agent.concerns.filter { told.insert($0.advice).inserted }
  }
}

extension Viewer {
  /// Shows as notices what the agent notices about its run.
  func showConcerns(of session: any Session) {
    for concern in concerns.news(of: session) { show(Notice(concern.what, concern.advice)) }
  }
}
