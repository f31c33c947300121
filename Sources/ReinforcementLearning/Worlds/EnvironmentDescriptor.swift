public import Settings

/// A world's entry in the catalogue: its id, what it takes, and how to make it.
public struct EnvironmentDescriptor: Sendable {
  /// As typed on the command line.
  public let id: String
  /// Other names that mean this world.
  public let aliases: [String]
  /// One line about the world.
  public let summary: String
  /// What can be wrapped around it.
  public let kind: Kind
  /// Steps after which an episode is cut; nil for never.
  public let stepLimit: Int?
  /// The mean return at which the world counts as solved, where the publisher names one.
  public let rewardThreshold: Double?
  /// What the letters of its maps mean, for worlds that take maps; otherwise empty.
  public let mapAlphabet: [MapLetter]
  /// Made when asked for: a program that opens one world need not look at the arguments of all.
  private let declare: @Sendable () -> [SettingDeclaration]
  /// Makes the world from its arguments.
  ///
  /// - Throws: ``InputError`` for arguments that do not go together, or a map that cannot be.
  public let make: @Sendable (SettingValues) throws -> any Environment

  /// What a world shows, and so what can be wrapped around it.
  public enum Kind: Sendable, Hashable {
    /// Numbers. Its model stays what it is: only the step limit can be set.
    case table
    /// Features.
    case features
    /// Features that tell positions and velocities, which can be hidden.
    case motion
  }

  /// A letter of a map, or several of one kind, and what they stand for.
  public struct MapLetter: Sendable, Hashable {
    /// The letters.
    public let letters: String
    /// What they stand for.
    public let meaning: String

    /// Letters and what they stand for.
    public init(_ letters: String, _ meaning: String) {
      self.letters = letters
      self.meaning = meaning
    }
  }

  /// An entry; most worlds have few of these fields.
  ///
  /// - Parameters:
  ///   - arguments: the world's own, with their defaults.
  ///   - make: makes the world from them; throws ``InputError`` where they do not go together.
  public init<Arguments: EnvironmentArguments>(
    id: String, aliases: [String] = [], summary: String, kind: Kind, arguments: Arguments,
    stepLimit: Int? = nil, rewardThreshold: Double? = nil, mapAlphabet: [MapLetter] = [],
    make: @escaping @Sendable (Arguments) throws -> any Environment
  ) {
    self.id = id
    self.aliases = aliases
    self.summary = summary
    self.kind = kind
    self.stepLimit = stepLimit
    self.rewardThreshold = rewardThreshold
    self.mapAlphabet = mapAlphabet
    declare = { arguments.declarations }
    self.make = { try make(Arguments($0)) }
  }

  /// The entry of a world with nothing to set.
  public init(
    id: String, aliases: [String] = [], summary: String, kind: Kind, stepLimit: Int? = nil,
    rewardThreshold: Double? = nil, make: @escaping @Sendable () throws -> any Environment
  ) {
    self.init(
      id: id, aliases: aliases, summary: summary, kind: kind, arguments: NoArguments(), stepLimit: stepLimit,
      rewardThreshold: rewardThreshold, make: { _ in try make() })
  }

  /// Keyword arguments with Gymnasium's names where Gymnasium has the world.
  public var arguments: [SettingDeclaration] { declare() }

  /// The same world with more arguments.
  ///
  /// - Parameters:
  ///   - more: the further arguments.
  ///   - wrap: what they do to the world.
  package init(
    _ inner: EnvironmentDescriptor, adding more: @escaping @Sendable () -> [SettingDeclaration],
    wrap: @escaping @Sendable (any Environment, SettingValues) throws -> any Environment
  ) {
    (id, aliases, summary, kind) = (inner.id, inner.aliases, inner.summary, inner.kind)
    (stepLimit, rewardThreshold, mapAlphabet) = (inner.stepLimit, inner.rewardThreshold, inner.mapAlphabet)
    declare = { inner.arguments + more() }
    make = { try wrap(try inner.make($0), $0) }
  }
}

/// The arguments of a world, or what is wrapped around one: keyword arguments, named as Gymnasium does.
public protocol EnvironmentArguments: SettingGroup {}

extension EnvironmentArguments {
  /// In small letters with underscores.
  public static var naming: SettingNaming { .snakeCase }
}

/// Of a world with nothing to set.
private struct NoArguments: EnvironmentArguments {}
