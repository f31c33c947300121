import Experiments
import ReinforcementLearning
import Persistence

/// A run's newest or best checkpoint, read without touching the run.
enum SavedSession {
  static func load(
    _ directory: String, configuration: RunConfiguration, into session: any AgentSession, best: Bool = false
  ) throws -> any AgentSession {
    var session = session
    let path = best ? "\(directory)/checkpoint-best" : "\(directory)/checkpoint"
    guard !best || Files.isDirectory(path) else {
      throw InputError(
        "'\(directory)' keeps no best checkpoint: no evaluation was made while it trained (tarn train --evaluate-every N)"
      )
    }
    guard Files.exists("\(path)/manifest.json") else {
      throw InputError("'\(directory)' has no checkpoint: '\(path)' lacks its manifest.json")
    }
    try Checkpoint(readingFrom: path).restore(&session, of: configuration.subject, path: path)
    return session
  }
}
