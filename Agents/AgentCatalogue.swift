public import ReinforcementLearning

/// Every agent of Tarn, whatever it keeps what it knows in. Adding one is adding its line here.
public enum AgentCatalogue {
  /// In the order in which they are listed.
  public static let all: [AgentEntry] = [
    AgentEntry(QLearning.self), AgentEntry(Sarsa.self), AgentEntry(ExpectedSarsa.self),
    AgentEntry(DoubleQLearning.self), AgentEntry(MonteCarloControl.self), AgentEntry(NStepSarsa.self),
    AgentEntry(SarsaLambda.self), AgentEntry(QLambda.self), AgentEntry(DynaQ.self),
    AgentEntry(CertaintyEquivalence.self), AgentEntry(PlanningAgent.self),
    DeepQ.entry, DoubleDQN.entry, DuelingDQN.entry, Rainbow.entry, ActorCriticTraces.entry, Reinforce.entry,
    OneStepActorCritic.entry, AdvantageActorCritic.entry, ProximalPolicy.entry,
  ]
}
