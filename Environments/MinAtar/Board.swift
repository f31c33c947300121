/// A 10x10 board of bits in one machine word: bit `10 y + x`.
public struct Board: Hashable, Sendable, Codable {
  @usableFromInline var bits: UInt128

  @inlinable init(bits: UInt128 = 0) { self.bits = bits }

  public init(from decoder: any Decoder) throws {
    let words = try decoder.singleValueContainer().decode([UInt64].self)
    guard words.count == 2 else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a board is two words"))
    }
    bits = UInt128(words[1]) << 64 | UInt128(words[0])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64)])
  }

  @inlinable static func bit(_ x: Int, _ y: Int) -> UInt128 { 1 << UInt128(10 &* y &+ x) }

  @inlinable
  subscript(x: Int, y: Int) -> Bool {
    get { bits & Self.bit(x, y) != 0 }
    set { if newValue { bits |= Self.bit(x, y) } else { bits &= ~Self.bit(x, y) } }
  }

  @inlinable var isEmpty: Bool { bits == 0 }
  @inlinable var count: Int { bits.nonzeroBitCount }
  /// How many cells are set.
  public var cellCount: Int { count }

  /// Every cell.
  static let all = Board(bits: (1 << 100) - 1)

  static func row(_ y: Int) -> Board { Board(bits: 0x3ff << UInt128(10 * y)) }

  static func column(_ x: Int) -> Board {
    Board(bits: (0..<10).reduce(UInt128(0)) { $0 | bit(x, $1) })
  }

  static func rectangle(_ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>) -> Board {
    var board = Board()
    for y in rows { for x in columns { board[x, y] = true } }
    return board
  }

  /// Everything one row further up; what was in the top row is gone.
  @inlinable var raised: Board { Board(bits: bits >> 10) }
  /// Everything one row further down; what was in the bottom row is gone.
  @inlinable var lowered: Board { Board(bits: bits << 10 & Self.whole) }
  @usableFromInline static let whole: UInt128 = (1 << 100) - 1

  @inlinable func intersects(_ other: Board) -> Bool { bits & other.bits != 0 }

  /// Calls `body` with the number of each set cell, in order.
  @inlinable @inline(__always)
  func forEachCell(_ body: (Int) -> Void) {
    var low = UInt64(truncatingIfNeeded: bits)
    while low != 0 {
      body(low.trailingZeroBitCount)
      low &= low &- 1
    }
    var high = UInt64(truncatingIfNeeded: bits >> 64)
    while high != 0 {
      body(64 &+ high.trailingZeroBitCount)
      high &= high &- 1
    }
  }
}

/// Writes boards as [y][x][channel] into memory of the caller's, zeros and ones of any type of number.
public struct BoardWriter<Element: ExpressibleByIntegerLiteral> {
  @usableFromInline let target: UnsafeMutablePointer<Element>
  @usableFromInline let channels: Int

  @inlinable
  init(_ target: UnsafeMutablePointer<Element>, channels: Int) {
    self.target = target
    self.channels = channels
    target.update(repeating: 0, count: 100 &* channels)
  }

  @inlinable @inline(__always)
  func set(_ x: Int, _ y: Int, _ channel: Int) { target[(10 &* y &+ x) &* channels &+ channel] = 1 }

  /// Sets a cell if it is on the board.
  @inlinable @inline(__always)
  func setIfInside(_ x: Int, _ y: Int, _ channel: Int) { if x >= 0, x < 10 { set(x, y, channel) } }

  @inlinable @inline(__always)
  func set(_ board: Board, _ channel: Int) { board.forEachCell { target[$0 &* channels &+ channel] = 1 } }
}

/// Eight lanes at once. Comparisons with numbers and masks of Booleans go lane by lane; these are single instructions.
enum Lanes {
  static let one = SIMD8<Int16>(repeating: 1)
  static let nine = SIMD8<Int16>(repeating: 9)

  /// -1 where a lane is negative, else 0.
  @inline(__always)
  static func negative(_ lanes: SIMD8<Int16>) -> SIMD8<Int16> { lanes &>> SIMD8<Int16>(repeating: 15) }
}
