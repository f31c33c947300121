/// What people look at in an agent with networks: what it thinks of an observation, and how its learning goes.
///
/// A refinement that learning does without: an agent that conforms to ``NetworkAgent`` alone trains, is saved and evaluated all
/// the same, and screens and curves show less. Nothing here changes the agent.
public protocol Inspectable: Sendable {
  /// What the agent thinks of an observation of row 0.
  ///
  /// - Parameter observation: [features].
  func insight(into observation: [Float]) -> Insight

  /// What the agent predicts of the return at each step of an episode, all with the network as it is now; empty for agents
  /// that estimate no values.
  ///
  /// - Parameter observations: [steps, features], from the start of the episode.
  func predictions(of observations: [Float], steps: Int) -> [Double]

  /// Whether what it thinks of an observation depends on those before it in the episode.
  var hasMemory: Bool { get }

  /// gamma: what predicted returns are discounted with.
  var discount: Double { get }

  /// Updates of the network so far; 0 while it is warming up.
  var updateCount: Int { get }

  /// What learning looks like at the moment, by name: the loss, the entropy, epsilon.
  var readings: [Reading] { get }

  /// What updates measured on their way, for curves beside ``readings``: gradient norms, how far the policy moved. Not
  /// part of the record or of a checkpoint.
  var measures: [Reading] { get }

  /// What about this run keeps the agent from learning well, as far as it can tell.
  var concerns: [Concern] { get }
}

extension Inspectable {
  /// Each observation by itself.
  public var hasMemory: Bool { false }
  /// Nothing measured.
  public var measures: [Reading] { [] }
  /// Nothing noticed.
  public var concerns: [Concern] { [] }
}

/// What an agent thinks of one observation.
public struct Insight: Sendable, Hashable {
  /// What the numbers of the actions are.
  public enum Kind: Sendable, Hashable {
    /// Q(s, a)
    case values
    /// pi(a | s)
    case probabilities
    /// The mean of a continuous action, and its standard deviation.
    case normal(deviations: [Double])
  }

  /// What ``actions`` holds.
  public var kind: Kind
  /// One for each action; for continuous actions one for each component.
  public var actions: [Double]
  /// V(s), where the agent estimates it.
  public var value: Double?
  /// |d Q(s, a*) / d input| for each feature (Simonyan et al., 2013).
  public var saliency: [Float]

  /// - Parameters:
  ///   - actions: one number for each action, or for each component of a continuous one.
  ///   - value: V(s); nil where it is not estimated.
  ///   - saliency: one number for each feature; empty where nothing is known.
  public init(kind: Kind, actions: [Double], value: Double?, saliency: [Float] = []) {
    self.kind = kind
    self.actions = actions
    self.value = value
    self.saliency = saliency
  }
}

/// One number about learning.
public struct Reading: Sendable, Hashable {
  /// How an axis for it is divided.
  public enum Scale: Sendable, Hashable { case linear, logarithmic }

  /// As it stands beside a curve: "Huber loss".
  public var name: String
  /// What it is now.
  public var value: Double
  /// How its axis is divided.
  public var scale: Scale

  /// - Parameter scale: logarithmic for what stays above 0 and falls by orders of magnitude.
  public init(_ name: String, _ value: Double, scale: Scale = .linear) {
    self.name = name
    self.value = value
    self.scale = scale
  }
}

/// Something an agent has noticed that whoever runs it should know, and what to do about it: a sentence each.
public struct Concern: Sendable, Hashable {
  /// What is the matter: "7% of returns lie outside 0 to 100."
  public var what: String
  /// What to do about it: "Set valueMin and valueMax to hold every return."
  public var advice: String

  /// - Parameters:
  ///   - what: a sentence.
  ///   - advice: another, the same for the same kind of trouble.
  public init(_ what: String, _ advice: String) {
    self.what = what
    self.advice = advice
  }
}
