/// The extents of a tensor's axes, outermost first; stored inline, so that tensors need no allocation for it.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, RandomAccessCollection, CustomStringConvertible {
  /// The most axes a tensor has.
  public static let greatestRank = 6

  @usableFromInline var first: SIMD4<Int32> = .zero
  @usableFromInline var last: SIMD2<Int32> = .zero
  @usableFromInline var axisCount: Int32 = 0

  /// The shape of a scalar: no axes, one element.
  @inlinable
  public init() {}

  /// - Precondition: at most ``greatestRank`` extents, none negative.
  public init(_ extents: some Collection<Int>) {
    precondition(
      extents.count <= Self.greatestRank, "a tensor has at most \(Self.greatestRank) axes, not \(Array(extents))")
    for extent in extents { append(extent) }
  }

  // Inlinable, so that a literal needs no array on the heap.
  @inlinable
  public init(arrayLiteral elements: Int...) {
    self.init()
    for extent in elements { append(extent) }
  }

  /// The number of axes; a scalar has none.
  @inlinable public var rank: Int { Int(axisCount) }
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { Int(axisCount) }

  @inlinable
  public subscript(axis: Int) -> Int {
    get { Int(axis < 4 ? first[axis] : last[axis - 4]) }
    set {
      precondition(newValue >= 0, "an axis cannot have \(newValue) elements")
      if axis < 4 { first[axis] = Int32(newValue) } else { last[axis - 4] = Int32(newValue) }
    }
  }

  /// Adds an innermost axis.
  ///
  /// - Precondition: there are fewer than ``greatestRank`` axes, and `extent` is not negative.
  @inlinable
  public mutating func append(_ extent: Int) {
    precondition(axisCount < Self.greatestRank, "a tensor has at most \(Self.greatestRank) axes: \(self) is full")
    axisCount += 1
    self[Int(axisCount) - 1] = extent
  }

  /// Adds an axis before that of index `axis`.
  ///
  /// - Precondition: there are fewer than ``greatestRank`` axes, and `extent` is not negative.
  public mutating func insert(_ extent: Int, at axis: Int) {
    var extents = Array(self)
    extents.insert(extent, at: axis)
    self = Shape(extents)
  }

  /// Leaves an axis out.
  public mutating func remove(at axis: Int) {
    var extents = Array(self)
    extents.remove(at: axis)
    self = Shape(extents)
  }

  /// The number of elements.
  @inlinable
  public var elementCount: Int {
    switch axisCount {
    case 0: 1
    case 1: Int(first[0])
    case 2: Int(first[0]) * Int(first[1])
    default: reduce(1, *)
    }
  }

  /// Elements between neighbours along each axis in a dense row-major array.
  public var strides: [Int64] {
    var strides = [Int64](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] * Int64(self[axis + 1]) }
    return strides
  }

  /// The extents as the kernels take them.
  var extents: [Int64] { map(Int64.init) }

  /// An axis counted from the end where negative, as in NumPy.
  func resolved(axis: Int, in operation: StaticString) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    precondition(resolved >= 0 && resolved < rank, "\(operation): \(self) has no axis \(axis)")
    return resolved
  }

  /// The shape two operands broadcast to under NumPy's rules: aligned at the last axis, extents of 1 repeat.
  public static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let rank = Swift.max(a.rank, b.rank)
    var result = Shape([Int](repeating: 1, count: rank))
    for axis in 1...Swift.max(rank, 1) where axis <= rank {
      let left = axis <= a.rank ? a[a.rank - axis] : 1
      let right = axis <= b.rank ? b[b.rank - axis] : 1
      guard left == right || left == 1 || right == 1 else { return nil }
      result[rank - axis] = left == 1 ? right : left
    }
    return result
  }

  public var description: String { "[\(map(String.init).joined(separator: ", "))]" }
}
