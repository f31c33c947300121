/// A long column of few different values: one code an element, and the values the codes stand for.
///
/// The transitions of a map of a million cells have a handful of probabilities and rewards; as numbers they would take
/// twenty times the memory.
public struct CodedColumn<Element: Sendable>: RandomAccessCollection, Sendable {
  @usableFromInline let codes: Codes
  @usableFromInline let palette: [Element]

  init(_ codes: Codes, palette: [Element]) {
    self.codes = codes
    self.palette = palette
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { codes.count }
  @inlinable public subscript(position: Int) -> Element { palette[codes[position]] }
}

/// Numbers from 0 in as few bytes each as the greatest of them needs.
@usableFromInline
struct Codes: Sendable {
  /// Only the array of the present width has elements.
  @usableFromInline var bytes: [UInt8] = []
  @usableFromInline var halves: [UInt16] = []
  @usableFromInline var words: [UInt32] = []
  /// Bytes a code.
  @usableFromInline var width = 1

  @inlinable var count: Int { width == 1 ? bytes.count : width == 2 ? halves.count : words.count }

  @inlinable subscript(position: Int) -> Int {
    width == 1 ? Int(bytes[position]) : width == 2 ? Int(halves[position]) : Int(words[position])
  }

  mutating func append(_ code: Int) {
    if width == 1, code > UInt8.max {
      halves = bytes.map(UInt16.init)
      (bytes, width) = ([], 2)
    }
    if width == 2, code > UInt16.max {
      words = halves.map(UInt32.init)
      (halves, width) = ([], 4)
    }
    switch width {
    case 1: bytes.append(UInt8(code))
    case 2: halves.append(UInt16(code))
    default: words.append(UInt32(code))
    }
  }

  mutating func reserve(_ capacity: Int) { if width == 1 { bytes.reserveCapacity(capacity) } }
}

/// Gives each kind of transition, alike in probability, reward and ending to the last bit, a number.
struct TransitionKinds {
  private struct Kind: Hashable {
    var probability: UInt64
    var reward: UInt64
    var isTerminal: Bool
  }

  private var kinds: [Kind] = []
  private var codes: [Kind: Int] = [:]
  private(set) var column = Codes()

  mutating func reserve(_ capacity: Int) { column.reserve(capacity) }

  mutating func append(_ successor: Successor) {
    let kind = Kind(
      probability: successor.probability.bitPattern, reward: successor.reward.bitPattern,
      isTerminal: successor.isTerminal)
    // Most worlds have a few kinds: looking along them is faster than hashing.
    for code in 0..<min(kinds.count, 8) where kinds[code] == kind { return column.append(code) }
    if let code = codes[kind] { return column.append(code) }
    codes[kind] = kinds.count
    column.append(kinds.count)
    kinds.append(kind)
  }

  var probabilities: CodedColumn<Double> {
    CodedColumn(column, palette: kinds.map { Double(bitPattern: $0.probability) })
  }
  var rewards: CodedColumn<Double> { CodedColumn(column, palette: kinds.map { Double(bitPattern: $0.reward) }) }
  var terminations: CodedColumn<Bool> { CodedColumn(column, palette: kinds.map(\.isTerminal)) }
}
