public import Persistence

/// What the last step of a batch brought, a transition a row; buffers that are used again from step to step.
///
/// Observations are rows of features, or numbers (a single element a row).
public struct Transitions<Element: Sendable & ExpressibleByIntegerLiteral>: Sendable {
  /// Rows.
  public let count: Int
  /// Numbers in an observation.
  public let featureCount: Int
  /// [rows, features]: what was seen before the step.
  public var previous: [Element]
  /// [rows, features]: what is seen now; where an episode ended, the first sight of the new one.
  public var observations: [Element]
  /// [rows, features]: the true successor, written only in rows whose episode ended.
  public var finals: [Element]
  /// [rows]
  public var rewards: [Float]
  /// [rows]: how the step ended the row's episode; nil where it goes on.
  public var ends: [Ending?]

  /// Buffers for `count` rows of `featureCount` numbers.
  public init(count: Int, featureCount: Int = 1) {
    self.count = count
    self.featureCount = featureCount
    previous = Array(repeating: 0, count: count * featureCount)
    observations = previous
    finals = previous
    rewards = Array(repeating: 0, count: count)
    ends = Array(repeating: nil, count: count)
  }

  /// Whether the world itself ended in a row: nothing follows, nothing is bootstrapped.
  @inlinable public func isTerminal(_ row: Int) -> Bool { ends[row] == .terminated }
  /// Whether the episode of a row is over, either way.
  @inlinable public func isLast(_ row: Int) -> Bool { ends[row] != nil }

  /// Visits what does not follow from the states of the rows.
  ///
  /// - Throws: ``InputError`` where a value to restore is missing or has another form.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&rewards, "rewards")
    var codes = ends.map(\.code)
    try archive.visit(&codes, "ends")
    ends = codes.map(Ending?.init(code:))
    guard rewards.count == count, ends.count == count else {
      throw InputError("the checkpoint has a step of \(ends.count) simulations where the run has \(count)")
    }
  }

  /// Where a step writes.
  @usableFromInline
  struct Pointers {
    @usableFromInline let observations, finals: UnsafeMutablePointer<Element>
    @usableFromInline let rewards: UnsafeMutablePointer<Float>
    @usableFromInline let ends: UnsafeMutablePointer<Ending?>

    @inlinable
    init?(
      _ observations: UnsafeMutablePointer<Element>?, _ finals: UnsafeMutablePointer<Element>?,
      _ rewards: UnsafeMutablePointer<Float>?, _ ends: UnsafeMutablePointer<Ending?>?
    ) {
      guard let observations, let finals, let rewards, let ends else { return nil }
      (self.observations, self.finals, self.rewards, self.ends) = (observations, finals, rewards, ends)
    }
  }

  @inlinable @inline(__always)
  mutating func withPointers(_ body: (Pointers) -> Void) {
    observations.withUnsafeMutableBufferPointer { observations in
      finals.withUnsafeMutableBufferPointer { finals in
        rewards.withUnsafeMutableBufferPointer { rewards in
          ends.withUnsafeMutableBufferPointer { ends in
            Pointers(observations.baseAddress, finals.baseAddress, rewards.baseAddress, ends.baseAddress).map(body)
          }
        }
      }
    }
  }
}
