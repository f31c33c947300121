public import ReinforcementLearning
import Persistence
public import Settings

/// An environment as asked for on the command line, made and ready.
public struct ResolvedEnvironment: Sendable {
  /// Its entry in the catalogue.
  public let descriptor: EnvironmentDescriptor
  /// All its arguments.
  public let settings: SettingValues
  /// The world, with everything that was asked to be wrapped around it.
  public let world: any Environment
  private let limit: LimitArguments
  private let wrappers: WrapperArguments

  /// Reads `ID` or `ID:key=value,key=value`; commas within parentheses belong to the value.
  ///
  /// - Throws: ``InputError`` for what cannot be read, and as ``init(id:arguments:)`` does.
  public init(_ specification: String) throws {
    let parts = specification.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var overrides: [String: SettingValue] = [:]
    for assignment in parts.count == 2 ? Self.assignments(String(parts[1])) : [] {
      let sides = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw InputError("'\(assignment)' in '\(specification)' is not an argument; write key=value")
      }
      guard overrides.updateValue(.text(String(sides[1])), forKey: String(sides[0])) == nil else {
        throw InputError("argument '\(sides[0])' is given twice in '\(specification)'")
      }
    }
    try self.init(id: String(parts[0]), arguments: overrides)
  }

  /// The world of the catalogue with this id or alias.
  ///
  /// - Throws: ``InputError`` for an unknown id, an unknown argument, a value out of its range, or a map that cannot be.
  public init(id: String, arguments: [String: SettingValue]) throws {
    let all = EnvironmentCatalogue.all
    guard let descriptor = all.first(where: { $0.id == id || $0.aliases.contains(id) }) else {
      throw InputError.unknown(
        "environment", id, among: all.flatMap { [$0.id] + $0.aliases }, list: "tarn environments")
    }
    self.descriptor = descriptor
    do {
      settings = try SettingValues(descriptor.arguments, overrides: arguments, of: descriptor.id)
    } catch {
      // Agents' settings are listed by `tarn agents`, arguments by `tarn environments`.
      throw InputError(
        error.description.replacing("tarn agents \(descriptor.id)", with: "tarn environments")
          .replacing("setting", with: "argument"))
    }
    world = try descriptor.make(settings)
    limit = try LimitArguments(settings)
    wrappers = descriptor.kind == .table ? WrapperArguments() : try WrapperArguments(settings)
  }

  /// Decisions after which an episode is truncated; nil for never. Where actions are held, a decision is several of the
  /// steps that `step_limit` counts.
  public var stepLimit: Int? {
    guard let limit = self.limit.steps else { return nil }
    let held = wrappers.actionRepeat
    return limit / held + (limit % held == 0 ? 0 : 1)
  }

  /// The world with numbers, if it has them.
  public var tabular: (any TabularEnvironment)? { world as? any TabularEnvironment }

  /// The world as networks see it: its own features, or one for each observation.
  ///
  /// - Throws: ``InputError`` where it has neither.
  public var features: any FeatureEnvironment {
    get throws {
      if let world = world as? any FeatureEnvironment { return world }
      guard let world = tabular else {
        throw InputError("\(descriptor.id) has neither features nor numbers for an agent to learn from")
      }
      func open(_ world: some TabularEnvironment) -> any FeatureEnvironment { OneHot(world) }
      return open(world)
    }
  }

  private static func assignments(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts
  }

  /// Arguments that differ from their defaults, as they would be typed.
  public var specification: String {
    let changed = descriptor.arguments.filter { settings.values[$0.name] != $0.defaultValue }
    if changed.isEmpty { return descriptor.id }
    return descriptor.id + ":"
      + changed.compactMap { argument in settings.values[argument.name].map { "\(argument.name)=\($0)" } }
      .joined(separator: ",")
  }
}
