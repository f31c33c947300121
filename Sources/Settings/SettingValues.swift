public import Persistence

/// The complete, validated settings of an agent: every hyperparameter has a value within its range.
public struct SettingValues: Sendable, Hashable {
  /// All of them by name.
  public private(set) var values: [String: SettingValue]

  /// Defaults, overridden where asked. Unknown names and values out of range are refused with a sentence.
  public init(
    _ hyperparameters: [SettingDeclaration], overrides: [String: SettingValue] = [:], of owner: String
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

  /// A number.
  ///
  /// - Precondition: `name` was declared as one.
  public func real(_ name: String) -> Double {
    guard case .real(let value) = values[name] else { preconditionFailure("'\(name)' is not a real setting") }
    return value
  }

  /// A whole number.
  ///
  /// - Precondition: `name` was declared as one.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value) = values[name] else { preconditionFailure("'\(name)' is not an integer setting") }
    return value
  }

  /// The length of a schedule, in steps.
  ///
  /// - Throws: ``InputError`` for a share while it is not known of how many steps; see ``planned(over:)``.
  public func steps(_ name: String) throws(InputError) -> Int {
    switch values[name] {
    case .integer(let count): return count
    case .share(let share):
      throw InputError(
        "setting '\(name)' is \(ScheduleLength.share(share)) of the run's steps, and it is not known how many those are; "
          + "give a number of steps")
    default: preconditionFailure("'\(name)' is not a setting of steps")
    }
  }

  /// The settings of a run of `steps` steps: shares of it become numbers.
  public func planned(over steps: Int) -> SettingValues {
    var settings = self
    settings.values = values.mapValues { value in
      guard case .share(let share) = value else { return value }
      return .integer(ScheduleLength.share(share).steps(of: steps))
    }
    return settings
  }

  /// The names of the settings that are shares of the run, in order.
  public var shares: [String] {
    values.filter { if case .share = $0.value { true } else { false } }.keys.sorted()
  }

  /// True or false.
  ///
  /// - Precondition: `name` was declared so.
  public func boolean(_ name: String) -> Bool {
    guard case .boolean(let value) = values[name] else { preconditionFailure("'\(name)' is not a boolean setting") }
    return value
  }

  /// A choice or free text.
  ///
  /// - Precondition: `name` was declared as one.
  public func text(_ name: String) -> String {
    guard case .text(let value) = values[name] else { preconditionFailure("'\(name)' is not a choice setting") }
    return value
  }
}
