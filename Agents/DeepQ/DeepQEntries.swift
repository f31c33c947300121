import ReinforcementLearning

/// The names under which deep Q-learning is known, with the switches that make them.
extension DeepQ {
  static let entries = [
    NetworkAgentEntry(
      DeepQ.self, id: "dqn", title: "DQN", summary: "action values from a network, replay and a target network",
      source: "y = r + gamma max Q_target(s', a')  (Mnih et al., 2015)"),
    NetworkAgentEntry(
      DeepQ.self, id: "double-dqn", title: "Double DQN",
      summary: "the online network chooses the next action, the target network values it",
      source: "y = r + gamma Q_target(s', argmax Q(s', a'))  (van Hasselt et al., 2016)",
      defaults: ["double": .boolean(true)]),
    NetworkAgentEntry(
      DeepQ.self, id: "dueling-dqn", title: "Dueling DQN", summary: "separate streams for V(s) and the advantages",
      source: "Q = V + A - mean A  (Wang et al., 2016)",
      defaults: ["dueling": .boolean(true), "double": .boolean(true)]),
    NetworkAgentEntry(
      DeepQ.self, id: "rainbow", title: "Rainbow",
      summary: "double, dueling, prioritised, n-step, distributional and noisy, all at once",
      source: "Hessel et al., 2018",
      defaults: [
        "double": .boolean(true), "dueling": .boolean(true), "prioritized": .boolean(true), "nStep": .integer(3),
        "atoms": .integer(51), "noisy": .boolean(true),
      ]),
  ]
}
