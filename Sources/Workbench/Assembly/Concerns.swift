import Experiments
package import ReinforcementLearning
import Scenes

/// What agents notice about their runs, each thing told once.
package struct Concerns {
  private var told: Set<String> = []

  package init() {}

  /// What has not been told yet. What to do about it tells concerns apart: figures change from moment to moment.
  package mutating func news(of session: any AgentSession) -> [Concern] {
    guard let agent = session.network?.agent.inspection else { return [] }
    return agent.concerns.filter { told.insert($0.advice).inserted }
  }
}

extension Viewer {
  /// Shows as notices what the agent notices about its run.
  package func showConcerns(of session: any AgentSession) {
    for concern in concerns.news(of: session) { show(Notice(concern.what, concern.advice)) }
  }
}
