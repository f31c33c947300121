import Display
import Experiments
package import Persistence
import ReinforcementLearning
import Synchronization

extension Viewer {
  /// What a program wants to know at the end: the run, how far it is, and the files that were made.
  package func summary(_ files: KeyValuePairs<String, String?>) -> JSON {
    let shared = track.shared.withLock { $0 }
    var members: [JSON.Member] = [
      .init(key: "run", value: track.directory.map { .string($0) } ?? .null),
      .init(key: "agent", value: .string(subject.configuration.agent)),
      .init(key: "environment", value: .string(subject.configuration.environment)),
      .init(key: "seed", value: .integer(Int(subject.configuration.seed))),
      .init(key: "steps", value: .integer(shared.session.log.stepCount)),
      .init(key: "episodes", value: .integer(shared.session.episodeCount)),
      .init(key: "complete", value: .boolean(shared.isComplete)),
    ]
    for (name, path) in files { if let path { members.append(.init(key: name, value: .string(path))) } }
    return .object(members)
  }
}
