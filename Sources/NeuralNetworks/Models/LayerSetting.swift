internal import Persistence
internal import Tensors

/// What a file says for one setting of a layer.
public enum LayerSettingValue: Sendable, Hashable {
  /// A whole number.
  case integer(Int)
  /// A number with a fraction.
  case real(Double)
  /// A name.
  case text(String)
  /// True or false.
  case flag(Bool)
  /// Extents.
  case integers([Int])
  /// Tables of layers.
  case layers([LayerDescription])
  /// Something that no setting takes, such as a date.
  case unreadable

  /// As a sentence quotes it.
  var quoted: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .text(let value): "'\(value)'"
    case .flag(let value): "\(value)"
    case .integers(let values): "\(values)"
    case .layers: "a list of layers"
    case .unreadable: "what stands there"
    }
  }
}

extension LayerSettingValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// ``integer(_:)``
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// ``real(_:)``
  public init(floatLiteral value: Double) { self = .real(value) }
  /// ``text(_:)``
  public init(stringLiteral value: String) { self = .text(value) }
  /// ``flag(_:)``
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}

/// One setting of a kind of layer, declared once, in the layer's file: name, default, range and meaning. The layer reads it
/// with `site[units]`, so that a misspelt one does not compile.
struct LayerSetting<Value: Sendable>: DeclaredLayerSetting {
  let name: String
  let standard: Value
  let declaration: LayerKind.Setting
  /// The value in what a file says; nil where it is none.
  let read: @Sendable (LayerSettingValue) -> Value?

  /// - Parameters:
  ///   - text: the default as a file would have it, or in words; empty where a file must say.
  ///   - refusal: the sentence for a value that cannot be; by default one that names what is valid.
  init(
    _ name: String, default standard: Value, _ text: String, valid: String, _ summary: String,
    refusal: (@Sendable (LayerSettingValue, _ place: String) -> InputError)? = nil,
    read: @escaping @Sendable (LayerSettingValue) -> Value?
  ) {
    self.name = name
    self.standard = standard
    self.read = read
    declaration = LayerKind.Setting(name: name, defaultText: text, validRange: valid, summary: summary) {
      (value, place) throws(InputError) in
      if read(value) != nil { return }
      throw refusal?(value, place) ?? InputError("\(place): \(name) cannot be \(value.quoted); valid is \(valid)")
    }
  }
}

/// A setting whatever its type, for lists of them.
protocol DeclaredLayerSetting {
  var declaration: LayerKind.Setting { get }
}

extension LayerSetting where Value == Int {
  /// A number of things, from 1.
  static func count(_ name: String, default standard: Int, _ summary: String) -> Self {
    LayerSetting(name, default: standard, "\(standard)", valid: "1 or more", summary, read: readCount)
  }
}

extension LayerSetting where Value == Int? {
  /// A number of things, from 1, that follows from others unless it is given.
  static func count(_ name: String, default standard: String, _ summary: String) -> Self {
    LayerSetting(name, default: nil, standard, valid: "1 or more", summary) { value in
      readCount(value).map { .some($0) }
    }
  }
}

/// Counts are limited so that extents of tensors stay far from overflow.
@Sendable private func readCount(_ value: LayerSettingValue) -> Int? {
  guard case .integer(let count) = value, count >= 1, count <= 1 << 20 else { return nil }
  return count
}

extension LayerSetting where Value == Double {
  /// A share of elements that are dropped.
  static func rate(default standard: Double, _ summary: String) -> Self {
    .real("rate", default: standard, valid: "0 up to but not 1", summary) { (0..<1).contains($0) }
  }

  /// A number.
  static func real(
    _ name: String, default standard: Double, valid: String, _ summary: String,
    isValid: @escaping @Sendable (Double) -> Bool
  ) -> Self {
    LayerSetting(
      name, default: standard, standard == 0 ? "0" : "\(standard)", valid: valid, summary
    ) { value in
      switch value {
      case .real(let number): isValid(number) ? number : nil
      case .integer(let number): isValid(Double(number)) ? Double(number) : nil
      default: nil
      }
    }
  }
}

extension LayerSetting where Value == Bool {
  /// Something that is so or not.
  static func flag(_ name: String, default standard: Bool, _ summary: String) -> Self {
    LayerSetting(name, default: standard, "\(standard)", valid: "true or false", summary) { value in
      if case .flag(let flag) = value { flag } else { nil }
    }
  }
}

extension LayerSetting where Value == Activation {
  /// A function by name.
  static func activation(default standard: Activation = .relu) -> Self {
    LayerSetting(
      "activation", default: standard, standard.name, valid: Activation.all.map(\.name).joined(separator: ", "),
      "the function that goes over the sums",
      refusal: { value, place in
        guard case .text(let name) = value else {
          return InputError("\(place): activation cannot be \(value.quoted); valid is a name such as 'relu'")
        }
        return InputError.unknown(
          "activation", name, of: place, among: Activation.all.map(\.name), list: "tarn help fit")
      },
      read: { value in if case .text(let name) = value { Activation(named: name) } else { nil } })
  }
}

extension LayerSetting where Value == Padding {
  /// What windows do at the rim.
  static var padding: Self {
    LayerSetting(
      "padding", default: .valid, "valid", valid: "'valid' or 'same'",
      "valid: windows stay within the input; same: zeros around it keep its extents"
    ) { value in
      switch value {
      case .text("valid"): .valid
      case .text("same"): .same
      default: nil
      }
    }
  }
}

extension LayerSetting where Value == [Int] {
  /// The extents of an example.
  static func extents(_ name: String, _ summary: String) -> Self {
    LayerSetting(name, default: [], "", valid: "a list of extents such as [8, 8]", summary) { value in
      if case .integers(let extents) = value { extents } else { nil }
    }
  }
}

extension LayerSetting where Value == [LayerDescription] {
  /// Layers inside.
  static var layers: Self {
    LayerSetting(
      "layers", default: [], "", valid: "a list of tables: [[layer.layers]]", "the layers inside"
    ) { value in
      switch value {
      case .layers(let layers): layers
      case .integers([]): []
      default: nil
      }
    }
  }
}
