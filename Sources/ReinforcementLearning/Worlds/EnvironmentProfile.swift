public import Scenes

/// What people and learners are told about a world.
///
/// One value, so that what wraps a world changes what it means to change and hands on the rest, also what is added here
/// later.
public struct EnvironmentProfile: Hashable, Sendable {
  /// Its name as a heading.
  public var title: String
  /// Arguments worth reading beside the title, a few words each.
  public var facts: [String]
  /// What each action does, in order; of a world with real actions, some of its actions.
  public var actionLabels: [ActionLabel]
  /// What it can pay; nil where its rules do not tell.
  public var rewardBounds: RewardBounds?

  /// A profile; facts and bounds may be left out.
  public init(
    title: String, facts: [String] = [], actionLabels: [ActionLabel], rewardBounds: RewardBounds? = nil
  ) {
    self.title = title
    self.facts = facts
    self.actionLabels = actionLabels
    self.rewardBounds = rewardBounds
  }

  /// The same with a further fact.
  public func adding(fact: String) -> EnvironmentProfile {
    var profile = self
    profile.facts.append(fact)
    return profile
  }
}
