/// How long work hears that it should end, and says how far it is.
///
/// Handed to whatever may take longer than a second: planning, evaluations, large updates. Work that is cancelled gives
/// up at its next step and leaves behind what was whole; who hands it in knows that, having asked for it.
public struct Supervision: Sendable {
  private let cancelled: @Sendable () -> Bool
  private let reporting: @Sendable (String, Double) -> Void

  /// - Parameters:
  ///   - isCancelled: asked often, so it must be cheap: a flag.
  ///   - report: called with what is being done and the share of it that is done, 0 to 1.
  public init(
    isCancelled: @escaping @Sendable () -> Bool, report: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) {
    cancelled = isCancelled
    reporting = report
  }

  /// Nobody looks on: work goes to its end.
  public static let none = Supervision(isCancelled: { false })

  /// Whether work is to give up.
  public var isCancelled: Bool { cancelled() }

  /// Gives up where work is to: for what can leave by an error only.
  public func check() throws { if isCancelled { throw CancellationError() } }

  /// Says how far the work of that name is, 0 to 1.
  public func report(_ work: String, share: Double) { reporting(work, min(max(share, 0), 1)) }
}
