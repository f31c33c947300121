/// Everything the tabular screen shows, as a value: the window, the terminal and recordings draw the same one.
public struct ScreenModel: Sendable, Hashable {
  /// What is trained on what.
  public var title = ""
  /// Facts of the run, most important first; those at the end go when there is no room.
  public var facts: [String] = []
  /// Where the run stands.
  public var state = RunState.warmingUp
  /// Seconds recorded so far, while recording.
  public var recordedSeconds: Int?
  /// Whether a person plays.
  public var isHuman: Bool { state == .human }
  /// While a person plays: what the agent does with their moves.
  public var humanPhrase = ""

  /// The world on the stage.
  public var scene = Scene(columns: 1, rows: 1, cells: [Cell(.floor)])
  /// One for each cell of the scene.
  public var cells: [CellOverlay] = []
  /// V(s) of each block of the scene's overview; nil where nobody can stand.
  public var overviewValues: [Double?] = []
  /// The overlays that exist here, in the order of their chips.
  public var overlays: [OverlayChip] = []
  /// A phrase behind the chips: why one is missing, what a scale means.
  public var overlayPhrase = ""
  /// The lowest and highest value of the colour scale; nil before there is one.
  public var valueDomain: ClosedRange<Double>?
  /// The value of the state the agent is in.
  public var currentValue: Double?

  /// The learning curve.
  public var curve = Curve()
  /// The heading over ``actions``.
  public var panelTitle = "Action values here"
  /// The actions here with their values, in the world's order.
  public var actions: [ActionBar] = []
  /// The action that led to what is shown.
  public var lastAction: Int?
  /// The cells of the last episode, or of the one shown so far, where the scene has routes to compare them with.
  public var path: [Int] = []
  /// The heading over ``path``.
  public var pathTitle = "The way of the last episode"
  /// The heading over ``factRows``.
  public var factsTitle = ""
  /// Facts of the world or the run in rows, most important first.
  public var factRows: [FactRow] = []
  /// The episodes so far.
  public var timeline = Timeline()
  /// Whether time runs, which the play button shows.
  public var isPlaying = true
  /// How fast it runs, as shown between the buttons.
  public var speed = "1×"
  /// The key line.
  public var keys: [KeyHint] = []
  /// At the right end of the key line.
  public var nextCommand: String?
  /// What there is to say now.
  public var notice: Notice?
  /// Whether the page of keys covers the screen.
  public var showsKeyPage = false
  /// The page of keys: those that act on this screen.
  public var keyGroups: [KeyGroup] = []
  /// The key behind the play button; nil where there is nothing to pause.
  public var pauseKey: String? = "space"
  /// Whether the button for one step, and those for the speed, do anything.
  public var canStep = true
  /// Whether the buttons for the speed do anything.
  public var canChangeSpeed = true
  /// Words about colours follow the theme's ramp.
  public var theme = Theme.day
  /// What only agents with networks have; their screen shows it in place of cells and their values.
  public var deep: DeepPanels?

  /// A screen before a run has begun.
  public init() {}
}

/// Where a run stands.
public enum RunState: Sendable, Hashable {
  case warmingUp, learning, paused, replaying, human, finished, stopped
  /// A branch of the run, by its number from 1.
  case branch(Int)
  /// Another process trains the run that is shown.
  case elsewhere
  /// The run ended before its budget was used up: how far it came.
  case stoppedAt(String)

  /// What the screen calls it.
  public var word: String {
    switch self {
    case .warmingUp: "warming up"
    case .learning: "learning"
    case .paused: "paused"
    case .replaying: "replaying"
    case .human: "You are playing"
    case .finished: "finished"
    case .stopped: "stopped"
    case .branch(let number): "branch \(number)"
    case .elsewhere: "learning elsewhere"
    case .stoppedAt(let place): "stopped at \(place)"
    }
  }
}

extension RunState {
  /// Whether the run has ended, so that nothing more will come of it.
  public var isOver: Bool {
    switch self {
    case .finished, .stopped, .stoppedAt: true
    default: false
    }
  }
}

extension ScreenModel {
  /// The overlay behind a key, where it is on.
  public func overlay(_ key: String) -> OverlayChip? { overlays.first { $0.key == key && $0.isOn } }

  /// A value's place on the colour ramp; nil without a value or a domain.
  public func depth(of value: Double?) -> Double? {
    guard let value, let domain = valueDomain else { return nil }
    let width = domain.upperBound - domain.lowerBound
    return width > 0 ? min(max((value - domain.lowerBound) / width, 0), 1) : 0.5
  }

  /// The size of the largest of the cells' errors.
  public var largestError: Double { cells.compactMap { $0.error.map { abs($0) } }.max() ?? 0 }
}

/// What the overlays say about one cell.
public struct CellOverlay: Sendable, Hashable {
  /// V(s), the greatest action value.
  public var value: Double?
  /// Where the greedy action goes; nil for none or for actions without a direction.
  public var greedy: Direction?
  /// The name of the greedy action where it has no direction.
  public var greedyName: String?
  /// Best minus second-best action value.
  public var gap = 0.0
  /// An optimal direction, where the greedy action is not optimal.
  public var optimum: Direction?
  /// V*(s), where there is an exact model.
  public var optimalValue: Double?
  /// The name of an optimal action where it has no direction.
  public var optimalName: String?
  /// How often the agent has been there.
  public var visits = 0
  /// The last temporal-difference error there.
  public var error: Double?

  /// A cell of which nothing is known.
  public init() {}
}

/// An overlay that exists here.
public struct OverlayChip: Sendable, Hashable {
  /// The key that switches it.
  public var key: String
  /// What it is called.
  public var word: String
  /// Whether it is shown now.
  public var isOn: Bool
  /// Second stage of the values overlay: numbers in the cells.
  public var showsNumbers = false

  /// An overlay, the key that switches it, and whether it is on.
  public init(key: String, word: String, isOn: Bool, showsNumbers: Bool = false) {
    self.key = key
    self.word = word
    self.isOn = isOn
    self.showsNumbers = showsNumbers
  }
}

/// The curve of exact evaluations, or of mean returns where there is no model.
public struct Curve: Sendable, Hashable {
  /// The heading.
  public var title = "Return"
  /// Behind the heading: what is measured, and over how many episodes.
  public var subtitle = ""
  /// The big number and the word before it.
  public var keyWord = ""
  /// The newest value.
  public var keyNumber = "–"
  /// (episode, value) of each exact evaluation of the greedy policy.
  public var evaluations: [Point] = []
  /// (episode, mean of the last 100 returns).
  public var played: [Point] = []
  /// The best return there can be, where it is known.
  public var optimum: Double?
  /// The ends of the axis of returns; nil to fit the points.
  public var range: ClosedRange<Double>?
  /// Decimals of returns.
  public var decimals = 3
  /// Whether training has ended, so that no point will follow.
  public var isFinished = false
  /// In place of the curve while there are no points.
  public var emptySentence = "The curve begins when the first episode ends."

  /// A curve without points.
  public init() {}
}

/// One action's value here.
public struct ActionBar: Sendable, Hashable {
  /// The action's name and where it goes.
  public var label: ActionLabel
  /// Its estimated value or probability; nil where the agent has none.
  public var value: Double?
  /// Q*(s, a), where there is an exact model.
  public var optimum: Double?
  /// Whether the agent would choose it.
  public var isBest: Bool
  /// How often it was taken here, where that is counted.
  public var count: Int?

  /// An action with its value in the state shown.
  public init(label: ActionLabel, value: Double?, optimum: Double?, isBest: Bool, count: Int? = nil) {
    self.label = label
    self.value = value
    self.optimum = optimum
    self.isBest = isBest
    self.count = count
  }
}

/// A number with its name and unit.
public struct FactRow: Sendable, Hashable {
  /// What the number is.
  public var label: String
  /// As written, decimals decided.
  public var number: String
  /// What it counts; empty for none.
  public var unit: String

  /// A fact: its name, its number, its unit.
  public init(_ label: String, _ number: String, _ unit: String = "") {
    self.label = label
    self.number = number
    self.unit = unit
  }
}

/// A key and what it does, in a word or a line.
public struct KeyHint: Sendable, Hashable {
  /// How the key is written.
  public var key: String
  /// What it does.
  public var word: String

  /// A key and what it does.
  public init(_ key: String, _ word: String) {
    self.key = key
    self.word = word
  }
}

/// Something to tell whoever watches.
public struct Notice: Sendable, Hashable {
  /// What has happened.
  public var what: String
  /// What to do about it, or what happens by itself.
  public var next: String
  /// Whether something is wrong; otherwise it only informs, looks quieter and leaves by itself.
  public var isWarning: Bool

  /// What has happened and what comes next.
  public init(_ what: String, _ next: String, isWarning: Bool = true) {
    self.what = what
    self.next = next
    self.isWarning = isWarning
  }
}
