import Experiments
import ReinforcementLearning
import Persistence

/// A run's newest checkpoint, read without touching the run.
enum SavedSession {
  static func load(
    _ directory: String, configuration: RunConfiguration, into session: any Session
  ) throws -> any Session {
    var session = session
    let path = "\(directory)/checkpoint"
    guard Files.exists("\(path)/manifest.json") else {
      throw InputError("'\(directory)' has no checkpoint: '\(path)' lacks its manifest.json")
    }
    try Checkpoint(readingFrom: path).restore(&session, configuration: configuration, path: path)
    return session
  }
}
