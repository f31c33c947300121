public import ReinforcementLearning

/// Every environment of Tarn. Adding one is adding its descriptors here: it is then listed, trained in, verified
/// against the laws and drawn.
public enum EnvironmentCatalogue {
  /// All entries, in the order in which they are listed.
  public static let all: [EnvironmentDescriptor] = [
    FrozenLake.descriptors,
    CliffWalking.descriptors,
    Taxi.descriptors,
    Blackjack.descriptors,
    Gridworld.descriptors,
    RandomWalk.descriptors,
    Bandit.descriptors,
    MaximisationBias.descriptors,
    CartPole.descriptors,
    MountainCar.descriptors,
    MountainCarContinuous.descriptors,
    Acrobot.descriptors,
    Pendulum.descriptors,
    Breakout.descriptors,
    Freeway.descriptors,
    Asterix.descriptors,
    SpaceInvaders.descriptors,
    Seaquest.descriptors,
    Snake.descriptors,
    Pong.descriptors,
  ].joined().map(Wrapping.around)
}
