public import Randomness
public import Scenes

/// A world whose observations are rows of numbers, written into memory of the caller's: what networks need.
public protocol FeatureWorld: World {
  /// `[features]`, or `[height, width, channels]` for boards.
  var featureShape: [Int] { get }
  /// Whether every feature is 0 or 1, so that a bit can hold it.
  var isBinary: Bool { get }
  /// Writes the observation of `state`, row-major, over every element of `buffer`.
  ///
  /// - Parameter buffer: room for as many numbers as ``featureShape`` has elements.
  func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>)
  /// Takes one step in every row and starts new episodes where one ended.
  ///
  /// A requirement, so that every world has its own compiled loop even when it is called through `any Arena`.
  func step(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog)
  /// Writes what every row sees now.
  func observe(_ rows: ArenaRows<State>, into experience: inout Experience)
  /// Whether rows 2k and 2k + 1 act on each other, as the two sides of a match do, so that none can be played again alone.
  var couplesRows: Bool { get }
  /// The numbers of the state over which values can be mapped, the two most telling ones first; none for boards.
  var mapAxes: [MapAxis] { get }
  /// Of boards: the channel that shows what the agent steers.
  var figureChannel: Int? { get }
}

extension FeatureWorld {
  @inlinable public var featureCount: Int { featureShape.reduce(1, *) }
  public var mapAxes: [MapAxis] { [] }
  public var figureChannel: Int? { nil }
  public var couplesRows: Bool { false }

  public func observe(_ rows: ArenaRows<State>, into experience: inout Experience) {
    let width = experience.featureCount
    experience.observations.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for row in 0..<rows.count { writeFeatures(of: rows.states[row], into: base + row * width) }
    }
  }
}

/// A world whose observation is the row of features itself.
public protocol ArrayWorld: FeatureWorld where Observation == [Float] {
  /// The least and the greatest value of any feature.
  var featureBounds: (low: Double, high: Double) { get }
  /// The features that are velocities, for those who want to hide them.
  var velocityFeatures: [Int] { get }
}

extension ArrayWorld {
  public var velocityFeatures: [Int] { [] }

  public var observationSpace: Space {
    .box(low: featureBounds.low, high: featureBounds.high, shape: featureShape)
  }

  public func observation(of state: State) -> [Float] {
    [Float](unsafeUninitializedCapacity: featureCount) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = featureCount
      writeFeatures(of: state, into: base)
    }
  }
}

/// The actions of a batch, one a row: numbers, or reals.
public struct Actions: Sendable, Hashable {
  /// For discrete spaces.
  public var numbers: [Int32]
  /// For boxes: [rows, width].
  public var reals: [Float]
  public let width: Int

  public init(rows: Int, space: Space) {
    width = if case .box(_, _, let shape) = space { shape.reduce(1, *) } else { 0 }
    numbers = Array(repeating: 0, count: width == 0 ? rows : 0)
    reals = Array(repeating: 0, count: rows * width)
  }
}

/// A type of action that a batch can hold.
public protocol ActionElement: SpaceElement, Codable, Hashable {
  /// The action in a row of a batch.
  init(row: Int, of actions: borrowing Actions)
  /// Puts the action into a row.
  func write(to row: Int, of actions: inout Actions)
}

extension Int: ActionElement {
  @inlinable @inline(__always)
  public init(row: Int, of actions: borrowing Actions) { self = Int(actions.numbers[row]) }
  @inlinable
  public func write(to row: Int, of actions: inout Actions) { actions.numbers[row] = Int32(self) }
}

/// One real action, as a force or a torque.
extension Float: ActionElement {
  public var spaceValue: SpaceValue { .reals([self]) }
  @inlinable @inline(__always)
  public init(row: Int, of actions: borrowing Actions) { self = actions.reals[row] }
  @inlinable
  public func write(to row: Int, of actions: inout Actions) { actions.reals[row] = self }
}

/// A world with numbered observations seen as rows with a single one: what a linear network learns a table from.
public struct OneHot<Place: TabularWorld>: FeatureWorld {
  public let place: Place

  public init(_ place: Place) { self.place = place }

  public var observationSpace: Space { place.observationSpace }
  public var actionSpace: Space { place.actionSpace }
  public var featureShape: [Int] { [place.observationCount] }
  public var isBinary: Bool { true }
  public var title: String { place.title }
  public var facts: [String] { place.facts }
  public var actionLabels: [ActionLabel] { place.actionLabels }
  public var rewardBounds: RewardBounds? { place.rewardBounds }

  public func writeFeatures(of state: Place.State, into buffer: UnsafeMutablePointer<Float>) {
    buffer.update(repeating: 0, count: place.observationCount)
    buffer[place.observationIndex(of: state)] = 1
  }
  public func initialState<Source: RandomSource>(using random: inout Source) -> Place.State {
    place.initialState(using: &random)
  }
  public func observation(of state: Place.State) -> Place.Observation { place.observation(of: state) }
  public func advance<Source: RandomSource>(
    _ state: inout Place.State, taking action: Int, using random: inout Source
  ) -> Outcome { place.advance(&state, taking: action, using: &random) }
  public func scene(of state: Place.State) -> Scene { place.scene(of: state) }
}
