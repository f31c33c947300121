internal import Persistence

/// One setting of an agent: its name, type, valid range, default and meaning.
public struct SettingDeclaration: Sendable, Hashable {
  /// The type of a setting and what of it is valid.
  public enum Kind: Sendable, Hashable {
    /// A number in the range.
    case real(ClosedRange<Double>)
    /// A whole number in the range.
    case integer(ClosedRange<Int>)
    /// The length of a schedule: a number of steps from the least, or a share of the run's (``ScheduleLength``).
    case steps(from: Int)
    /// `true` or `false`.
    case boolean
    /// One of these words.
    case choice([String])
    /// A number, or `auto` for what the agent chooses by itself.
    case realOrAuto(ClosedRange<Double>)
    /// Free text; the summary says what it may be.
    case text
  }

  /// As typed: `NAME=VALUE`.
  public let name: String
  /// What it can be.
  public let kind: Kind
  /// What it is unless given.
  public let defaultValue: SettingValue
  /// One line of meaning, as the command line shows it.
  public let summary: String

  /// A setting with its default and its line of meaning.
  public init(_ name: String, _ kind: Kind, default defaultValue: SettingValue, _ summary: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }

  /// What may be given, in words.
  public var validRange: String {
    switch kind {
    case .real(let range):
      range.upperBound == .greatestFiniteMagnitude
        ? "a number from \(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .steps(let least): "a number of steps from \(least), or a share of the run's steps such as 0.5x"
    case .boolean: "true or false"
    case .choice(let names): names.joined(separator: ", ")
    case .realOrAuto(let range): "auto, or a number from \(range.lowerBound) to \(range.upperBound)"
    case .text: "text"
    }
  }

  /// The short name of the type.
  public var typeName: String {
    switch kind {
    case .real: "real"
    case .integer: "integer"
    case .steps: "steps"
    case .boolean: "boolean"
    case .choice: "choice"
    case .realOrAuto: "real or auto"
    case .text: "text"
    }
  }

  /// Reads a value written as text; nil if it is of the wrong type or out of range.
  public func parse(_ text: String) -> SettingValue? {
    switch kind {
    case .real: WrittenValue.real(text).flatMap { accept(.real($0)) }
    case .integer: WrittenValue.whole(text).flatMap { accept(.integer($0)) }
    case .steps: ScheduleLength(text).flatMap { accept(SettingValue($0)) }
    case .boolean: WrittenValue.boolean(text).map { .boolean($0) }
    case .realOrAuto: text == "auto" ? .text(text) : WrittenValue.real(text).flatMap { accept(.real($0)) }
    case .choice, .text: accept(.text(text))
    }
  }

  /// The value in the setting's own type; nil if it is of the wrong type or out of range.
  public func accept(_ value: SettingValue) -> SettingValue? {
    switch (kind, value) {
    case (.realOrAuto, .text("auto")): value
    case (.real(let range), .real(let number)), (.realOrAuto(let range), .real(let number)):
      range.contains(number) ? value : nil
    case (.real(let range), .integer(let number)), (.realOrAuto(let range), .integer(let number)):
      range.contains(Double(number)) ? .real(Double(number)) : nil
    case (.integer(let range), .integer(let number)): range.contains(number) ? value : nil
    case (.steps(let least), .integer(let number)): number >= least ? value : nil
    case (.steps, .share(let share)): (0...ScheduleLength.largestShare).contains(share) ? value : nil
    case (.boolean, .boolean): value
    case (.choice(let names), .text(let name)): names.contains(name) ? value : nil
    case (.text, .text): value
    default: nil
    }
  }
}

/// A setting's value.
public enum SettingValue: Sendable, Hashable {
  /// A number.
  case real(Double)
  /// A whole number.
  case integer(Int)
  /// A share of the run's steps; files hold it as text, `0.5x`.
  case share(Double)
  /// True or false.
  case boolean(Bool)
  /// A word or free text.
  case text(String)

  /// The length of a schedule: its steps, or its share.
  public init(_ length: ScheduleLength) {
    switch length {
    case .steps(let count): self = .integer(count)
    case .share(let share): self = .share(share)
    }
  }
}

extension SettingValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .real(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .share(let value): "\(ScheduleLength.share(value))"
    case .boolean(let value): "\(value)"
    case .text(let value): value
    }
  }
}

extension SettingValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .real(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .real(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .share: try container.encode(description)
    case .boolean(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    }
  }
}
