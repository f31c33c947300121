public import Persistence

/// When a run was last saved, and whether it is time to save it again.
public struct SavingClock: Sendable {
  /// Seconds of work that a crash may cost.
  public static let interval = 30.0

  /// The step of the newest checkpoint.
  public private(set) var savedSteps = 0
  private var last: Double
  /// Seconds the last checkpoint took.
  private var cost = 0.0

  /// - Parameter time: now, in seconds since any moment; the same clock in all calls.
  public init(time: Double = Clock.wall) { last = time }

  /// Notes a checkpoint that took `seconds` to write.
  public mutating func saved(at steps: Int, within seconds: Double = 0, time: Double = Clock.wall) {
    savedSteps = steps
    last = time
    cost = seconds
  }

  /// Whether there is something to lose and half a minute has gone by; longer where saving takes so long that more than a
  /// tenth of the time would go into it.
  public func isDue(at steps: Int, time: Double = Clock.wall) -> Bool {
    steps != savedSteps && time - last >= max(Self.interval, 9 * cost)
  }
}
