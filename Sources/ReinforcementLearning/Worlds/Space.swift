/// The set an observation or an action comes from.
public enum Space: Hashable, Sendable {
  /// The integers `0..<count`.
  case discrete(Int)
  /// A tuple of integers, the i-th below `counts[i]`.
  case multiDiscrete([Int])
  /// Arrays of the given shape (row-major) with every element in `[low, high]`; the bounds may be infinite.
  case box(low: Double, high: Double, shape: [Int])

  /// How many elements a finite space has; nil for a box.
  public var count: Int? {
    switch self {
    case .discrete(let count): count
    case .multiDiscrete(let counts): counts.reduce(1, *)
    case .box: nil
    }
  }

  /// Whether `value` lies in the space.
  public func contains(_ value: SpaceValue) -> Bool {
    switch (self, value) {
    case (.discrete(let count), .integer(let value)):
      (0..<count).contains(value)
    case (.multiDiscrete(let counts), .integers(let values)):
      counts.count == values.count && zip(counts, values).allSatisfy { (0..<$0).contains($1) }
    case (.box(let low, let high, let shape), .reals(let values)):
      values.count == shape.reduce(1, *) && values.allSatisfy { Double($0) >= low && Double($0) <= high }
    default: false
    }
  }
}

extension Space: CustomStringConvertible {
  /// Gymnasium's way of writing the space.
  public var description: String {
    switch self {
    case .discrete(let count): "Discrete(\(count))"
    case .multiDiscrete(let counts): "Tuple(\(counts.map { "Discrete(\($0))" }.joined(separator: ", ")))"
    case .box(let low, let high, let shape): "Box(\(low), \(high), (\(shape.map(String.init).joined(separator: ", "))))"
    }
  }
}

/// An element of a ``Space`` in the form that traces, digests and files use.
public enum SpaceValue: Hashable, Sendable {
  /// An element of a discrete space.
  case integer(Int)
  /// A tuple of integers.
  case integers([Int])
  /// Row-major.
  case reals([Float])
}

/// A type whose values are elements of a ``Space``.
public protocol SpaceElement: Sendable {
  /// The same element as traces, digests and files hold it.
  var spaceValue: SpaceValue { get }
}

extension Array: SpaceElement where Element == Float {
  public var spaceValue: SpaceValue { .reals(self) }
}

extension Int: SpaceElement {
  public var spaceValue: SpaceValue { .integer(self) }
}
