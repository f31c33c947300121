public import ReinforcementLearning

/// Every agent of Tarn. Adding one is adding its type here.
public enum AgentCatalogue {
  public static let all: [any TabularAgent.Type] = [
    QLearning.self, Sarsa.self, ExpectedSarsa.self, DoubleQLearning.self, MonteCarloControl.self, NStepSarsa.self,
    SarsaLambda.self, QLambda.self, DynaQ.self, CertaintyEquivalence.self, PlanningAgent.self,
  ]

  /// Every agent with networks. Adding one is adding its entry here.
  public static let networks: [NetworkAgentEntry] =
    [
      DeepQ.entry, DoubleDQN.entry, DuelingDQN.entry, Rainbow.entry,
      NetworkAgentEntry(
        ActorCriticTraces.self, id: "ac-lambda", title: "AC(λ)",
        summary: "actor and critic learning online with eligibility traces",
        source:
          "z = gamma lambda z + grad (V + w ln pi), theta += alpha (delta z + beta grad H)  (Young and Tian, 2019)"),
      NetworkAgentEntry(
        Reinforce.self, id: "reinforce", title: "REINFORCE", summary: "whole episodes, with or without a baseline",
        source: "theta += alpha (G - b) grad ln pi  (Williams, 1992)"),
      NetworkAgentEntry(
        OneStepActorCritic.self, id: "actor-critic", title: "Actor-critic", summary: "an update after every step",
        source: "delta = r + gamma V(s') - V(s), theta += alpha delta grad ln pi  (Sutton and Barto, section 13.5)"),
      NetworkAgentEntry(
        AdvantageActorCritic.self, id: "a2c", title: "A2C", summary: "an update after every short rollout of many rows",
        source: "max E[A ln pi], generalised advantages  (Mnih et al., 2016)"),
      NetworkAgentEntry(
        ProximalPolicy.self, id: "ppo", title: "PPO", summary: "a clipped policy gradient over rollouts of many rows",
        source: "max E[min(rho A, clip(rho) A)]  (Schulman et al., 2017)"),
    ]
}
