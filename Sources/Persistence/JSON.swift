/// A JSON value that keeps the order of its keys, for output that people and programs read.
public enum JSON: Sendable, Hashable {
  /// Nothing.
  case null
  /// True or false.
  case boolean(Bool)
  /// A whole number, written without a point.
  case integer(Int)
  /// A number, written with a point; null where it is not finite.
  case real(Double)
  /// Text, escaped when written.
  case string(String)
  /// Values in their order.
  case array([JSON])
  /// Members in their order; keys are not checked for being different.
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Sendable, Hashable {
    /// Escaped when written.
    public var key: String
    /// What stands behind it.
    public var value: JSON

    /// A key and its value.
    public init(key: String, value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// An object with its members in the given order.
  public static func members(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  /// An array of numbers.
  public static func reals(_ values: some Sequence<Double>) -> JSON { .array(values.map { .real($0) }) }

  /// A number, or null for one that JSON cannot hold.
  public static func finite(_ value: Double?) -> JSON { value.map { $0.isFinite ? .real($0) : .null } ?? .null }

  /// The value on one line.
  public var text: String {
    var writer = JSONWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Writes JSON into a buffer of bytes; the hot path of `metrics.jsonl`.
public struct JSONWriter: Sendable {
  /// What was written, as UTF-8.
  public private(set) var bytes: [UInt8] = []

  /// An empty buffer.
  public init() {}

  /// Empties the buffer and keeps its memory.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
  /// Writes text as it is, without quotes or escapes: brackets, keys, commas.
  public mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes a whole number.
  public mutating func append(_ value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var magnitude = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  /// The shortest digits that read back as the same number; null for infinities and NaN.
  public mutating func append(_ value: Double) {
    guard value.isFinite else { return append("null") }
    if abs(value) < 1e15, value == value.rounded(.towardZero), value != 0 || value.sign == .plus {
      append(Int(value))
      append(".0")
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  /// Writes text in quotes, escaped.
  public mutating func append(string: String) {
    append("\"")
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\t": append("\\t")
      case "\r": append("\\r")
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
    append("\"")
  }

  /// Writes a value with all in it, without white space.
  public mutating func write(_ value: JSON) {
    switch value {
    case .null: append("null")
    case .boolean(let value): value ? append("true") : append("false")
    case .integer(let value): append(value)
    case .real(let value): append(value)
    case .string(let value): append(string: value)
    case .array(let values):
      append("[")
      for (index, value) in values.enumerated() {
        if index > 0 { append(",") }
        write(value)
      }
      append("]")
    case .object(let members):
      append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { append(",") }
        append(string: member.key)
        append(":")
        write(member.value)
      }
      append("}")
    }
  }
}
