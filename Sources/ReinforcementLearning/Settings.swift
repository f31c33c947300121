public import Persistence

/// The complete, validated settings of an agent: every hyperparameter has a value within its range.
public struct Settings: Sendable, Hashable {
  public private(set) var values: [String: HyperparameterValue]

  /// Defaults, overridden where asked. Unknown names and values out of range are refused with a sentence.
  public init(
    _ hyperparameters: [Hyperparameter], overrides: [String: HyperparameterValue] = [:], of owner: String
  ) throws(InputError) {
    values = Dictionary(uniqueKeysWithValues: hyperparameters.map { ($0.name, $0.defaultValue) })
    for (name, value) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let hyperparameter = hyperparameters.first(where: { $0.name == name }) else {
        throw InputError.unknown(
          "setting", name, of: owner, among: hyperparameters.map(\.name), list: "tarn agents \(owner)")
      }
      // Text comes from the command line and is read as the type asks; typed values come from files.
      let accepted = hyperparameter.accept(value) ?? hyperparameter.parse("\(value)")
      guard let accepted else {
        throw InputError("\(owner): setting '\(name)' cannot be '\(value)'; it takes \(hyperparameter.validRange)")
      }
      values[name] = accepted
    }
  }

  public func real(_ name: String) -> Double {
    guard case .real(let value) = values[name] else { preconditionFailure("'\(name)' is not a real setting") }
    return value
  }

  /// nil for `auto`.
  public func realUnlessAuto(_ name: String) -> Double? {
    switch values[name] {
    case .real(let value): return value
    case .text("auto"): return nil
    default: preconditionFailure("'\(name)' is not a real setting that may be auto")
    }
  }

  public func integer(_ name: String) -> Int {
    guard case .integer(let value) = values[name] else { preconditionFailure("'\(name)' is not an integer setting") }
    return value
  }

  public func boolean(_ name: String) -> Bool {
    guard case .boolean(let value) = values[name] else { preconditionFailure("'\(name)' is not a boolean setting") }
    return value
  }

  public func text(_ name: String) -> String {
    guard case .text(let value) = values[name] else { preconditionFailure("'\(name)' is not a choice setting") }
    return value
  }
}
