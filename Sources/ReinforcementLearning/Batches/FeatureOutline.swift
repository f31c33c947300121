/// What a network agent is told about its world.
public struct FeatureOutline: Sendable {
  /// `[features]`, or `[height, width, channels]`.
  public let featureShape: [Int]
  /// Whether every feature is 0 or 1.
  public let isBinary: Bool
  /// The actions to choose from.
  public let actionSpace: Space
  /// Steps after which an episode is cut; nil for never.
  public let stepLimit: Int?
  /// What the world can pay; nil where its rules do not tell.
  public let rewardBounds: RewardBounds?
  /// Environment steps the run was asked for; nil where it ends by episodes.
  public var plannedSteps: Int?

  /// What an agent is told, part by part.
  public init(
    featureShape: [Int], isBinary: Bool, actionSpace: Space, stepLimit: Int?,
    rewardBounds: RewardBounds? = nil, plannedSteps: Int? = nil
  ) {
    self.featureShape = featureShape
    self.isBinary = isBinary
    self.actionSpace = actionSpace
    self.stepLimit = stepLimit
    self.rewardBounds = rewardBounds
    self.plannedSteps = plannedSteps
  }

  /// What there is to tell about `world`.
  public init(_ world: some FeatureEnvironment, stepLimit: Int?, plannedSteps: Int? = nil) {
    self.init(
      featureShape: world.featureShape, isBinary: world.isBinary, actionSpace: world.actionSpace, stepLimit: stepLimit,
      rewardBounds: world.rewardBounds, plannedSteps: plannedSteps)
  }

  /// Numbers in an observation.
  public var featureCount: Int { featureShape.reduce(1, *) }
}
