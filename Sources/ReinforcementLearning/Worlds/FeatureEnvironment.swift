/// A world whose observation is a row of numbers, written into memory of the caller's: what networks need.
public protocol FeatureEnvironment: Environment where Observation == [Float] {
  /// How observations lie in memory.
  var layout: FeatureLayout { get }
  /// Writes the observation of `state`, row-major, over every element of `buffer`.
  ///
  /// - Parameter buffer: room for as many numbers as ``layout`` has.
  func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>)
  /// The loop that steps many rows of this world: row by row unless the world says otherwise.
  ///
  /// A requirement, so that every world has a loop compiled for itself, whoever calls it.
  var stepping: BatchStepping<State> { get }
}

extension FeatureEnvironment {
  @inlinable public var stepping: BatchStepping<State> { .rows(of: self) }

  public var observationSpace: Space { layout.space }

  public func observation(of state: State) -> [Float] { features(of: state) }

  /// The observation of `state`, row-major.
  func features(of state: State) -> [Float] {
    let count = layout.count
    return [Float](unsafeUninitializedCapacity: count) { buffer, written in
      guard let base = buffer.baseAddress else { return }
      written = count
      writeFeatures(of: state, into: base)
    }
  }

  /// `[features]`, or `[height, width, channels]` for boards.
  public var featureShape: [Int] { layout.shape }
  /// Numbers in an observation.
  public var featureCount: Int { layout.count }
  /// Whether every feature is 0 or 1.
  public var isBinary: Bool { layout.isBinary }
  /// The features that are velocities.
  public var velocityFeatures: [Int] { layout.velocities }
  /// The numbers of the state over which values can be mapped.
  public var mapAxes: [MapAxis] { layout.axes }
  /// Of boards: the channel that shows what the agent steers.
  public var figureChannel: Int? { layout.figureChannel }
  /// Whether rows 2k and 2k + 1 of a batch are the two sides of a match.
  public var couplesRows: Bool { stepping.couplesRows }
}
