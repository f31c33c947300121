public import Settings

/// A world's entry in the catalogue: its id, what it takes, and how to make it.
public struct EnvironmentDescriptor: Sendable {
  public let id: String
  /// Other names that mean this world.
  public let aliases: [String]
  /// One line about the world.
  public let summary: String
  /// Keyword arguments with Gymnasium's names where Gymnasium has the world.
  public let arguments: [SettingDeclaration]
  /// Steps after which an episode is cut; nil for never.
  public let stepLimit: Int?
  /// The mean return at which the world counts as solved, where the publisher names one.
  public let rewardThreshold: Double?
  /// What the letters of its maps mean, for worlds that take maps; otherwise empty.
  public let mapAlphabet: [MapLetter]
  /// Makes the world from its arguments.
  ///
  /// - Throws: ``InputError`` for arguments that do not go together, or a map that cannot be.
  public let make: @Sendable (SettingValues) throws -> any Environment

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
  public init(
    id: String, aliases: [String] = [], summary: String, arguments: [SettingDeclaration] = [], stepLimit: Int? = nil,
    rewardThreshold: Double? = nil, mapAlphabet: [MapLetter] = [],
    make: @escaping @Sendable (SettingValues) throws -> any Environment
  ) {
    self.id = id
    self.aliases = aliases
    self.summary = summary
    self.arguments = arguments
    self.stepLimit = stepLimit
    self.rewardThreshold = rewardThreshold
    self.mapAlphabet = mapAlphabet
    self.make = make
  }
}
