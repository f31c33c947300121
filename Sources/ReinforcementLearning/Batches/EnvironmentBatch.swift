public import Randomness
public import Scenes
public import Persistence

/// Many copies of one world in motion, each row with its own state and random stream: where networks learn.
///
/// A value: copying it is a snapshot. Behind an existential, so that an agent is compiled once for all worlds; the call
/// is paid once a batch, the loop over the rows is compiled for the world (``BatchStepping``).
public protocol EnvironmentBatch: Sendable {
  /// What a network agent is told about the world.
  var outline: FeatureOutline { get }
  /// Rows.
  var count: Int { get }

  /// Writes the observations of all rows as they are now.
  func observe(into experience: inout Transitions<Float>)

  /// Takes one step in every row, starts new episodes where one ended, and counts steps and episodes in `log`.
  mutating func step(_ actions: borrowing Actions, into experience: inout Transitions<Float>, log: inout EpisodeLog)

  /// Steps taken in the episode of row 0.
  var elapsed: Int { get }
  /// Row 0 as it is now.
  var scene: Scene { get }
  /// Row 0 as its last episode left it.
  var finalScene: Scene? { get }
  /// The action behind a person's choice, in row 0.
  func choose(_ choice: Int, in actions: inout Actions)

  /// Whether rows 2k and 2k + 1 act on each other, as the two sides of a match do, so that none can be played again alone.
  var couplesRows: Bool { get }

  /// Row 0 as it is now, with the row it acts on where rows do: enough to play its episode again.
  var firstRow: any EnvironmentBatch { get }

  /// The same world started anew, one row for each generator.
  func fresh(_ generators: [PCG64], stepLimit: Int?) -> any EnvironmentBatch

  /// Visits everything that changes.
  ///
  /// - Throws: ``InputError`` where a value to restore is missing or has another form.
  mutating func archive(_ archive: inout StateArchive) throws
}
