/// What the screen of an agent with networks shows beside the stage.
public struct DeepPanels: Sendable, Hashable {
  /// "Action values", "Action probabilities" or "Action".
  public var actionsTitle = "Action values"
  /// To the right of the title, such as "best leads by 0.66".
  public var lead = ""
  /// The ends of the action bars.
  public var actionRange = 0.0...1.0
  /// Whether bars grow from the lower end, so that the longest is the best, and not from zero.
  public var growFromWorst = false
  public var episode = EpisodeSeries()
  /// Steps against the mean return of 100 episodes.
  public var returns: [Point] = []
  /// Steps against the return of greedy evaluations.
  public var evaluations: [Point] = []
  /// A score to compare with, and its name.
  public var reference: Reference?
  /// The loss, the entropy: at most two.
  public var plots: [Series] = []
  /// While the network has not been updated: what is waited for, and how much of it is there.
  public var waiting: Waiting?
  /// The few cells of a board that matter most, [rows * columns]: their share of the largest, 0 for all others; empty where
  /// none are shown.
  public var saliency: [Double] = []
  /// While a person plays: the name of the action they chose last.
  public var pressed: String?
  /// A map of values in place of the stage.
  public var map: ValueMapPanel?

  public init() {}

  public struct Waiting: Sendable, Hashable {
    public var sentence: String
    /// 0 to 1
    public var share: Double

    public init(sentence: String, share: Double) {
      self.sentence = sentence
      self.share = share
    }
  }

  public struct Reference: Sendable, Hashable {
    public var value: Double
    public var name: String

    public init(value: Double, name: String) {
      self.value = value
      self.name = name
    }
  }
}

/// An episode's values: what was predicted at each step, and what came of it.
public struct EpisodeSeries: Sendable, Hashable {
  /// The greatest action value, or V, at each step.
  public var predicted: [Double] = []
  /// The discounted return from each step; empty until the episode has ended.
  public var cameTrue: [Double] = []
  /// Steps that brought a reward, and how much.
  public var rewards: [Point] = []
  /// The step shown, where the whole episode is there.
  public var cursor: Int?
  /// Whether the agent estimates values at all.
  public var isEstimated = true
  /// Facts to the right of the title.
  public var facts: [String] = []

  public init() {}
}

/// A quantity over the steps of a run.
public struct Series: Sendable, Hashable {
  public var name: String
  public var points: [Point]
  public var isLogarithmic: Bool

  public init(name: String, points: [Point], isLogarithmic: Bool) {
    self.name = name
    self.points = points
    self.isLogarithmic = isLogarithmic
  }
}

/// V over two numbers of the state, the others as they are now.
public struct ValueMapPanel: Sendable, Hashable {
  public var columns: Int
  public var rows: Int
  /// Row-major from the lowest second feature up, [rows * columns].
  public var values: [Double]
  public var domain: ClosedRange<Double>
  public var xName: String
  public var yName: String
  public var xRange: ClosedRange<Double>
  public var yRange: ClosedRange<Double>
  /// V of the state itself.
  public var current: Double?
  /// The last second of the episode at normal speed, newest last, in units of the axes.
  public var path: [Point]
  /// Whether there are other numbers that an axis could show.
  public var canChange: Bool

  /// Steps in a second at normal speed.
  public static let trailLength = 12

  public init(
    columns: Int, rows: Int, values: [Double], domain: ClosedRange<Double>, xName: String, yName: String,
    xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, path: [Point], canChange: Bool,
    current: Double? = nil
  ) {
    self.columns = columns
    self.current = current
    self.rows = rows
    self.values = values
    self.domain = domain
    self.xName = xName
    self.yName = yName
    self.xRange = xRange
    self.yRange = yRange
    self.path = path
    self.canChange = canChange
  }
}
