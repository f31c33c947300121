/// What a key, or a place that answers to the mouse, stands for.
public enum KeyCommand: Sendable, Hashable {
  case pause, step, stepBack, normalSpeed
  /// So many steps up the list of speeds.
  case changeSpeed(Int)
  /// So many episodes on; back when negative.
  case moveEpisodes(Int)
  case firstEpisode, live
  case takeOver, handBack, takeBack, learnFromMoves
  /// A person's action: the first of these that changes anything.
  case act([Int])
  case branch, giveUpBranch
  /// So much more exploration; less when negative.
  case changeEpsilon(Double)
  /// The run, 0, or one of its branches.
  case showRun(Int)
  /// Switches the overlay behind this key.
  case overlay(String)
  case mapAcross, mapUp
  case record, picture, theme, fullScreen, showKeys, dismiss, quit
}

/// A row of the table of keys.
public struct KeyBinding: Sendable, Hashable {
  /// Headings of the page of keys.
  public enum Group: String, Sendable, Hashable, CaseIterable {
    /// A person's actions in the world.
    case play = "Play"
    /// What is shown when: pausing, speed, episodes.
    case time = "Time"
    /// Taking over, branches, exploration.
    case act = "Act"
    /// Overlays and maps.
    case show = "Show"
    /// Pictures, recordings, themes, leaving.
    case window = "Window"
  }

  /// The heading it stands under.
  public let group: Group
  /// How the keys are written.
  public let shown: String
  /// In the key line; nil for keys that only the page lists.
  public let word: String?
  /// On the page of keys.
  public let meaning: String
  /// The keys by name, and what each does.
  public let commands: [String: KeyCommand]

  init(_ group: Group, _ shown: String, _ word: String?, _ meaning: String, _ commands: [String: KeyCommand]) {
    self.group = group
    self.shown = shown
    self.word = word
    self.meaning = meaning
    self.commands = commands
  }
}

/// Keys under a heading.
public struct KeyGroup: Sendable, Hashable {
  /// The heading.
  public var title: String
  /// The keys under it, each with its meaning.
  public var keys: [KeyHint]

  /// A heading and its keys.
  public init(_ title: String, _ keys: [KeyHint]) {
    self.title = title
    self.keys = keys
  }
}
