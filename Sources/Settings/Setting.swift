/// A setting declared once: its default, what it may be, and what it means stand together, and code reads it as a
/// property.
///
/// ```swift
/// struct CoinSettings: SettingGroup {
///   @Setting(0...1, "probability of heads") var bias = 0.5
///   @Setting("whether tails pay too") var paysTails = false
/// }
/// ```
///
/// The name on the command line and in files is the property's, spelt as the group's ``SettingGroup/naming`` has it.
@propertyWrapper
public struct Setting<Value: SettingRepresentable>: Sendable, Hashable {
  /// The setting's value; before anything is read, its default.
  public var wrappedValue: Value
  /// What it may be.
  public private(set) var kind: SettingDeclaration.Kind
  /// One line of meaning.
  public var summary: String

  /// The setting itself, so that a group with the same field may say otherwise what it means.
  public var projectedValue: Setting {
    get { self }
    set { self = newValue }
  }

  private init(_ value: Value, _ kind: SettingDeclaration.Kind, _ summary: String) {
    (wrappedValue, self.kind, self.summary) = (value, kind, summary)
  }
}

extension Setting where Value == Double {
  /// A real number within `range`.
  public init(wrappedValue: Double, _ range: ClosedRange<Double>, _ summary: String) {
    self.init(wrappedValue, .real(range), summary)
  }

  /// A real number from `range` on.
  public init(wrappedValue: Double, _ range: PartialRangeFrom<Double>, _ summary: String) {
    self.init(wrappedValue, .real(range.lowerBound...Double.greatestFiniteMagnitude), summary)
  }
}

extension Setting where Value == Double? {
  /// A real number within `range`, or nil, written `auto`, for what the reader chooses by itself.
  public init(wrappedValue: Double? = nil, autoOr range: ClosedRange<Double>, _ summary: String) {
    self.init(wrappedValue, .realOrAuto(range), summary)
  }
}

extension Setting where Value == Int {
  /// A whole number within `range`.
  public init(wrappedValue: Int, _ range: ClosedRange<Int>, _ summary: String) {
    self.init(wrappedValue, .integer(range), summary)
  }

  /// A whole number from `range` on.
  public init(wrappedValue: Int, _ range: PartialRangeFrom<Int>, _ summary: String) {
    self.init(wrappedValue, .integer(range.lowerBound...Int.max), summary)
  }
}

extension Setting where Value == ScheduleLength {
  /// The length of a schedule: a number of environment steps, at least `least`, or a share of the run's.
  public init(wrappedValue: ScheduleLength, from least: Int = 0, _ summary: String) {
    self.init(wrappedValue, .steps(from: least), summary)
  }
}

extension Setting where Value == Bool {
  /// True or false.
  public init(wrappedValue: Bool, _ summary: String) { self.init(wrappedValue, .boolean, summary) }
}

extension Setting where Value == String {
  /// Free text; `summary` says what it may be.
  public init(wrappedValue: String, _ summary: String) { self.init(wrappedValue, .text, summary) }

  /// One of `names`.
  public init(wrappedValue: String, oneOf names: [String], _ summary: String) {
    self.init(wrappedValue, .choice(names), summary)
  }
}

extension Setting where Value: SettingChoice {
  /// One of the cases.
  public init(wrappedValue: Value, _ summary: String) {
    self.init(wrappedValue, .choice(Value.allCases.map(\.rawValue)), summary)
  }
}

extension Setting: Decodable {
  /// Reads the setting's value out of the group's; used by ``SettingGroup/init(_:)`` alone.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? SettingFieldDecoder, var field = decoder.field as? Setting,
      let value = Value(settingValue: decoder.value)
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a setting is read from validated settings only"))
    }
    field.wrappedValue = value
    self = field
  }
}

extension Setting: SettingField {
  var erasedValue: SettingValue { wrappedValue.settingValue }
}

/// A field of a group, whatever its type.
protocol SettingField: Sendable {
  var kind: SettingDeclaration.Kind { get }
  var summary: String { get }
  var erasedValue: SettingValue { get }
}

/// A type that a setting can have.
public protocol SettingRepresentable: Sendable, Hashable {
  /// Nil when the value is of another type.
  init?(settingValue value: SettingValue)
  /// The value as files and the command line hold it.
  var settingValue: SettingValue { get }
}

/// A setting that is one of a few names: an enumeration of strings.
public protocol SettingChoice: SettingRepresentable, RawRepresentable, CaseIterable where RawValue == String {}

extension SettingChoice {
  /// The case of that name; nil for other text and other types.
  public init?(settingValue value: SettingValue) {
    guard case .text(let name) = value else { return nil }
    self.init(rawValue: name)
  }

  /// The case's name.
  public var settingValue: SettingValue { .text(rawValue) }
}

extension Double: SettingRepresentable {
  /// The real number; nil for other types.
  public init?(settingValue value: SettingValue) {
    guard case .real(let number) = value else { return nil }
    self = number
  }

  /// The number as a setting's value.
  public var settingValue: SettingValue { .real(self) }
}

extension Int: SettingRepresentable {
  /// The whole number; nil for other types.
  public init?(settingValue value: SettingValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }

  /// The number as a setting's value.
  public var settingValue: SettingValue { .integer(self) }
}

extension Bool: SettingRepresentable {
  /// The truth value; nil for other types.
  public init?(settingValue value: SettingValue) {
    guard case .boolean(let flag) = value else { return nil }
    self = flag
  }

  /// The truth value as a setting's value.
  public var settingValue: SettingValue { .boolean(self) }
}

extension String: SettingRepresentable {
  /// The text; nil for other types.
  public init?(settingValue value: SettingValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }

  /// The text as a setting's value.
  public var settingValue: SettingValue { .text(self) }
}

extension ScheduleLength: SettingRepresentable {
  /// A number of steps or a share of them; nil for other types.
  public init?(settingValue value: SettingValue) {
    switch value {
    case .integer(let count): self = .steps(count)
    case .share(let share): self = .share(share)
    default: return nil
    }
  }

  /// The length as a setting's value.
  public var settingValue: SettingValue { SettingValue(self) }
}

extension Optional: SettingRepresentable where Wrapped == Double {
  /// The number, or nil for `auto`; nil itself for other types.
  public init?(settingValue value: SettingValue) {
    switch value {
    case .real(let number): self = number
    case .text("auto"): self = .none
    default: return nil
    }
  }

  /// The number as a setting's value, `auto` for nil.
  public var settingValue: SettingValue { map { .real($0) } ?? .text("auto") }
}
