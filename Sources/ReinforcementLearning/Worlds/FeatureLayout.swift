/// How the observations of a ``FeatureEnvironment`` lie in memory and what their numbers are.
///
/// One value, so that what wraps a world changes what it means to change and hands on the rest.
public struct FeatureLayout: Hashable, Sendable {
  /// `[features]`, or `[height, width, channels]` for boards; row-major.
  public var shape: [Int]
  /// Whether every feature is 0 or 1, so that a bit can hold it.
  public var isBinary: Bool
  /// The least and the greatest value of any feature; may be infinite.
  public var low, high: Double
  /// The features that are velocities, for those who want to hide them.
  public var velocities: [Int]
  /// The numbers of the state over which values can be mapped, the two most telling ones first; none for boards.
  public var axes: [MapAxis]
  /// Of boards: the channel that shows what the agent steers.
  public var figureChannel: Int?

  /// A layout, part by part; unbounded reals unless told otherwise.
  public init(
    shape: [Int], isBinary: Bool = false, low: Double = -.infinity, high: Double = .infinity, velocities: [Int] = [],
    axes: [MapAxis] = [], figureChannel: Int? = nil
  ) {
    self.shape = shape
    self.isBinary = isBinary
    (self.low, self.high) = (low, high)
    self.velocities = velocities
    self.axes = axes
    self.figureChannel = figureChannel
  }

  /// A row of numbers.
  public static func row(
    _ count: Int, in range: ClosedRange<Double> = -Double.infinity ... .infinity, velocities: [Int] = [],
    axes: [MapAxis] = []
  ) -> FeatureLayout {
    FeatureLayout(
      shape: [count], low: range.lowerBound, high: range.upperBound, velocities: velocities, axes: axes)
  }

  /// A board of zeros and ones.
  public static func board(height: Int, width: Int, channels: Int, figureChannel: Int?) -> FeatureLayout {
    FeatureLayout(
      shape: [height, width, channels], isBinary: true, low: 0, high: 1, figureChannel: figureChannel)
  }

  /// Numbers in an observation.
  @inlinable public var count: Int { shape.reduce(1, *) }

  /// The space of such observations.
  public var space: Space { .box(low: low, high: high, shape: shape) }
}
