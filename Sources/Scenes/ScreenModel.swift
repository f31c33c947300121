/// Everything the tabular screen shows, as a value: the window, the terminal and recordings draw the same one.
public struct ScreenModel: Sendable, Hashable {
  public var title = ""
  /// Facts of the run, most important first; those at the end go when there is no room.
  public var facts: [String] = []
  public var state = RunState.warmingUp
  /// Seconds recorded so far, while recording.
  public var recordedSeconds: Int?
  public var isHuman: Bool { state == .human }
  /// While a person plays: what the agent does with their moves.
  public var humanPhrase = ""

  public var scene = Scene(columns: 1, rows: 1, cells: [Cell(.floor)])
  /// One for each cell of the scene.
  public var cells: [CellOverlay] = []
  /// V(s) of each block of the scene's overview; nil where nobody can stand.
  public var overviewValues: [Double?] = []
  public var overlays: [OverlayChip] = []
  /// A phrase behind the chips: why one is missing, what a scale means.
  public var overlayPhrase = ""
  /// The lowest and highest value of the colour scale; nil before there is one.
  public var valueDomain: ClosedRange<Double>?
  /// The value of the state the agent is in.
  public var currentValue: Double?

  public var curve = Curve()
  public var panelTitle = "Action values here"
  public var actions: [ActionBar] = []
  /// The action that led to what is shown.
  public var lastAction: Int?
  /// The cells of the last episode, or of the one shown so far, where the scene has routes to compare them with.
  public var path: [Int] = []
  public var pathTitle = "The way of the last episode"
  public var factsTitle = ""
  public var factRows: [FactRow] = []
  public var timeline = Timeline()
  public var isPlaying = true
  public var speed = "1×"
  public var keys: [KeyHint] = []
  /// At the right end of the key line.
  public var nextCommand: String?
  public var notice: Notice?
  public var showsKeyPage = false
  /// The page of keys: those that act on this screen.
  public var keyGroups: [KeyGroup] = []
  /// The key behind the play button; nil where there is nothing to pause.
  public var pauseKey: String? = "space"
  /// Whether the button for one step, and those for the speed, do anything.
  public var canStep = true
  public var canChangeSpeed = true
  /// Words about colours follow the theme's ramp.
  public var theme = Theme.day
  /// What only agents with networks have; their screen shows it in place of cells and their values.
  public var deep: DeepPanels?

  public init() {}
}

/// Where a run stands.
public enum RunState: Sendable, Hashable {
  case warmingUp, learning, paused, replaying, human, finished, stopped
  case branch(Int)
  /// Another process trains the run that is shown.
  case elsewhere
  /// The run ended before its budget was used up: how far it came.
  case stoppedAt(String)

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
  public var visits = 0
  /// The last temporal-difference error there.
  public var error: Double?

  public init() {}
}

/// An overlay that exists here.
public struct OverlayChip: Sendable, Hashable {
  public var key: String
  public var word: String
  public var isOn: Bool
  /// Second stage of the values overlay: numbers in the cells.
  public var showsNumbers = false

  public init(key: String, word: String, isOn: Bool, showsNumbers: Bool = false) {
    self.key = key
    self.word = word
    self.isOn = isOn
    self.showsNumbers = showsNumbers
  }
}

/// The curve of exact evaluations, or of mean returns where there is no model.
public struct Curve: Sendable, Hashable {
  public var title = "Return"
  public var subtitle = ""
  /// The big number and the word before it.
  public var keyWord = ""
  public var keyNumber = "–"
  /// (episode, value) of each exact evaluation of the greedy policy.
  public var evaluations: [Point] = []
  /// (episode, mean of the last 100 returns).
  public var played: [Point] = []
  public var optimum: Double?
  public var range: ClosedRange<Double>?
  public var decimals = 3
  public var isFinished = false
  public var emptySentence = "The curve begins when the first episode ends."

  public init() {}
}

/// One action's value here.
public struct ActionBar: Sendable, Hashable {
  public var label: ActionLabel
  public var value: Double?
  public var optimum: Double?
  public var isBest: Bool
  /// How often it was taken here, where that is counted.
  public var count: Int?

  public init(label: ActionLabel, value: Double?, optimum: Double?, isBest: Bool, count: Int? = nil) {
    self.label = label
    self.value = value
    self.optimum = optimum
    self.isBest = isBest
    self.count = count
  }
}

public struct FactRow: Sendable, Hashable {
  public var label: String
  public var number: String
  public var unit: String

  public init(_ label: String, _ number: String, _ unit: String = "") {
    self.label = label
    self.number = number
    self.unit = unit
  }
}

public struct KeyHint: Sendable, Hashable {
  public var key: String
  public var word: String

  public init(_ key: String, _ word: String) {
    self.key = key
    self.word = word
  }
}

public struct Notice: Sendable, Hashable {
  public var what: String
  public var next: String
  /// Whether something is wrong; otherwise it only informs, looks quieter and leaves by itself.
  public var isWarning: Bool

  public init(_ what: String, _ next: String, isWarning: Bool = true) {
    self.what = what
    self.next = next
    self.isWarning = isWarning
  }
}
