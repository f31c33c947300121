import Experiments
import Persistence
import Scenes

#if canImport(Glibc)
  import Glibc
#endif

/// How a run in a directory stands, whoever trains it.
enum RunStanding: Sendable, Hashable {
  /// Another process trains it now.
  case learning
  /// It stopped short of what it was asked for: how far, in words.
  case stopped(String)
  case finished

  /// - Parameters:
  ///   - configuration: what the run was asked for.
  ///   - steps: steps of its newest checkpoint.
  ///   - episodes: episodes of its newest checkpoint.
  init(of directory: String, _ configuration: RunConfiguration, steps: Int, episodes: Int) {
    if Files.exists("\(directory)/summary.json") {
      self = .finished
    } else if Self.isHeld("\(directory)/lock") {
      self = .learning
    } else {
      let (done, wanted) =
        switch configuration.budget {
        case .steps(let count): (steps, count)
        case .episodes(let count): (episodes, count)
        }
      self = .stopped("\(Decimals.grouped(done)) of \(Decimals.grouped(wanted))")
    }
  }

  /// Linux's F_OFD_GETLK, which the C library declares only when asked to: it takes nothing and disturbs nobody.
  private static let look: Int32 = 36

  /// Whether a living process holds the lock of a run.
  private static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var request = flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    return fcntl(descriptor, Self.look, &request) == 0 && request.l_type != Int16(F_UNLCK)
  }

  /// What the header says.
  var state: RunState {
    switch self {
    case .learning: .elsewhere
    case .stopped(let place): .stoppedAt(place)
    case .finished: .finished
    }
  }
}
