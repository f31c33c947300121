public import ReinforcementLearning

/// Every agent of Tarn. Adding one is adding its type here.
public enum AgentCatalogue {
  /// Every agent with a table.
  public static let all: [any TabularAgent.Type] = [
    QLearning.self, Sarsa.self, ExpectedSarsa.self, DoubleQLearning.self, MonteCarloControl.self, NStepSarsa.self,
    SarsaLambda.self, QLambda.self, DynaQ.self, CertaintyEquivalence.self, PlanningAgent.self,
  ]

  /// Every agent with networks. Adding one is adding its entry here.
  public static let networks: [NetworkAgentEntry] = [
    DeepQ.entry, DoubleDQN.entry, DuelingDQN.entry, Rainbow.entry, ActorCriticTraces.entry, Reinforce.entry,
    OneStepActorCritic.entry, AdvantageActorCritic.entry, ProximalPolicy.entry,
  ]
}
