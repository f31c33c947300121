/// What a stream of random numbers is for: the one list of purposes that seeds are derived for.
///
/// The name is part of the derivation: changing one changes every number of its stream, adding one changes none.
public enum SeedPurpose: String, CaseIterable, Sendable {
  /// The chances of a world; one for each row of a batch.
  case environment
  /// What an agent draws: exploration, minibatches, noise.
  case agent
  /// The first weights of a network.
  case initialization
  /// The world in an evaluated episode, one for each.
  case evaluation
  /// Actions drawn in an evaluated episode, one for each.
  case evaluationActions = "evaluation actions"
  /// Evaluations on the way through a run.
  case periodicEvaluation = "periodic evaluation"
  /// The evaluation of a finished run by the command.
  case evaluateCommand = "evaluate command"
  /// The greedy policy that is shown after training.
  case greedyLoop = "greedy loop"
  /// Actions that nobody chose, for traces and digests.
  case randomActions = "random actions"
  /// How long a key is held in recorded play.
  case heldKey = "held key"
  /// Data that are made.
  case data
  /// How examples are divided into those that train, validate and test.
  case split
  /// How examples are divided into folds.
  case folds
  /// One fold.
  case fold
  /// The order of an epoch's examples.
  case shuffle
  /// What training draws: dropout, noise, augmentation.
  case training
}
