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
  /// The values of the episode under way, or of the one shown.
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

  /// Panels without numbers.
  public init() {}

  /// Why there is nothing to show yet.
  public struct Waiting: Sendable, Hashable {
    /// What is waited for.
    public var sentence: String
    /// 0 to 1
    public var share: Double

    /// A sentence, and how much of what it waits for is there, 0 to 1.
    public init(sentence: String, share: Double) {
      self.sentence = sentence
      self.share = share
    }
  }

  /// A score to compare with, such as a published one.
  public struct Reference: Sendable, Hashable {
    /// In the unit of returns.
    public var value: Double
    /// Whose score it is.
    public var name: String

    /// A score and whose it is.
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

  /// An episode without steps.
  public init() {}
}

/// A quantity over the steps of a run.
public struct Series: Sendable, Hashable {
  /// The title of its plot.
  public var name: String
  /// Steps across, the quantity upwards.
  public var points: [Point]
  /// Whether the axis of the quantity is logarithmic.
  public var isLogarithmic: Bool

  /// A quantity at some steps of a run.
  public init(name: String, points: [Point], isLogarithmic: Bool) {
    self.name = name
    self.points = points
    self.isLogarithmic = isLogarithmic
  }
}

/// V over two numbers of the state, the others as they are now.
public struct ValueMapPanel: Sendable, Hashable {
  /// Places along the first number's axis.
  public var columns: Int
  /// Places along the second number's axis.
  public var rows: Int
  /// Row-major from the lowest second feature up, [rows * columns].
  public var values: [Double]
  /// The values at the two ends of the colour scale.
  public var domain: ClosedRange<Double>
  /// What goes across.
  public var xName: String
  /// What goes up.
  public var yName: String
  /// The axis across, in the number's own unit.
  public var xRange: ClosedRange<Double>
  /// The axis upwards, in the number's own unit.
  public var yRange: ClosedRange<Double>
  /// V of the state itself.
  public var current: Double?
  /// The last second of the episode at normal speed, newest last, in units of the axes.
  public var path: [Point]
  /// Whether there are other numbers that an axis could show.
  public var canChange: Bool

  /// Steps in a second at normal speed.
  public static let trailLength = 12

  /// A map of `rows * columns` values over two axes.
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
