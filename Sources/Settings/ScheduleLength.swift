/// How long a schedule lasts: a number of environment steps, or a share of the steps a run was planned with.
///
/// A share follows the run: a learning rate that falls over `1.0x` falls over 100,000 steps in a run of 100,000 and over
/// 200,000 in a run of 200,000.
public enum ScheduleLength: Sendable, Hashable {
  /// So many environment steps.
  case steps(Int)
  /// Of the planned steps; 1 is all of them.
  case share(Double)

  /// The greatest share: a schedule may outlast its run, of which it then shows the beginning.
  public static let largestShare = 1_000.0

  /// Reads `250000`, `2.5e5` or `0.5x`; nil if the text is something else, or negative.
  public init?(_ text: String) {
    if text.hasSuffix("x") {
      guard let share = Double(text.dropLast()), (0...Self.largestShare).contains(share) else { return nil }
      self = .share(share)
    } else {
      guard let count = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }), count >= 0 else { return nil }
      self = .steps(count)
    }
  }

  /// The number of steps of a length that is one.
  ///
  /// - Precondition: it is not a share; a ``SettingGroup`` that has been read holds none.
  public var count: Int {
    guard case .steps(let count) = self else { preconditionFailure("\(self) of a run whose steps are not known") }
    return count
  }

  /// The number of steps in a run planned with `planned` steps, rounded; a share above 0 is at least one step.
  public func steps(of planned: Int) -> Int {
    switch self {
    case .steps(let count): return count
    case .share(let share):
      if share == 0 { return 0 }
      return max(1, Int(exactly: (share * Double(planned)).rounded()) ?? .max)
    }
  }
}

extension ScheduleLength: CustomStringConvertible {
  public var description: String {
    switch self {
    case .steps(let count): "\(count)"
    case .share(let share): "\(share)x"
    }
  }
}
