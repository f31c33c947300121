internal import Persistence

/// What a run has kept of its past, as the names of its files say.
public struct KeptPast: Sendable, Hashable {
  /// An episode: the steps of the run when its agent was as it is there, and its number.
  public struct Episode: Sendable, Hashable {
    /// The step of the run at which the agent was put aside.
    public let step: Int
    /// From 1.
    public let number: Int
    /// The file.
    public let path: String
  }

  /// A moment from which training can go on.
  public struct Moment: Sendable, Hashable {
    /// The step of the run.
    public let step: Int
    /// The file.
    public let path: String
  }

  /// In order of their numbers.
  public private(set) var episodes: [Episode] = []
  /// In order of their steps.
  public private(set) var moments: [Moment] = []

  /// Nothing.
  public init() {}

  /// What there was at a step of the run, when so many episodes had ended.
  public func prefix(toStep step: Int, episodes count: Int) -> KeptPast {
    var prefix = self
    prefix.episodes.removeAll { $0.step >= step || $0.number > count }
    prefix.moments.removeAll { $0.step > step }
    return prefix
  }

  /// What lies in a run directory.
  public init(of run: String) {
    let directory = "\(run)/past"
    for name in Files.list(directory) where name.hasSuffix(".safetensors") {
      let parts = name.dropLast(".safetensors".count).split(separator: "-")
      let path = "\(directory)/\(name)"
      if parts.count == 3, parts[0] == "episode", let step = Int(parts[1]), let number = Int(parts[2]) {
        episodes.append(Episode(step: step, number: number, path: path))
      } else if parts.count == 2, parts[0] == "session", let step = Int(parts[1]) {
        moments.append(Moment(step: step, path: path))
      }
    }
    episodes.sort { ($0.number, $0.step) < ($1.number, $1.step) }
    moments.sort { $0.step < $1.step }
  }
}
