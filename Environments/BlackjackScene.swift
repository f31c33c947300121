public import ReinforcementLearning
public import Scenes

extension Blackjack {
  public var rewardBounds: RewardBounds? { .steps(of: 0, ending: -1...(paysNaturals && !isSuttonBarto ? 1.5 : 1)) }
  public var title: String { "Blackjack" }
  public var facts: [String] {
    [isSuttonBarto ? "Sutton and Barto's rules" : paysNaturals ? "naturals pay 1.5" : "naturals count as 21"]
  }
  public var actionLabels: [ActionLabel] { [ActionLabel("stick"), ActionLabel("hit")] }

  /// The table of decisions: the dealer's open card across, the player's sum upwards from 12 to 21, with or without a
  /// usable ace as in the hand now.
  public func scene(of state: State) -> Scene {
    let hasAce = state.player.hasUsableAce
    let cells = (0..<100).map { index in
      let (sum, open) = (21 - index / 10, index % 10 + 1)
      return Cell(
        .floor, observation: Observation(sum: sum, openCard: open, hasUsableAce: hasAce).index,
        label: index % 10 == 0 ? "\(sum)" : index >= 90 ? "\(open)" : nil)
    }
    let row = 21 - min(max(state.player.sum, 12), 21)
    return Scene(
      columns: 10, rows: 10, cells: cells,
      figures: [Figure(.agent, cell: row * 10 + max(state.openCard, 1) - 1)],
      captions: [
        "you have \(state.player.sum)\(hasAce ? " with a usable ace" : "")",
        "the dealer shows \(state.openCard == 1 ? "an ace" : "\(state.openCard)")",
      ])
  }

  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Blackjack-v1", summary: "twenty-one against a dealer who draws below 17",
      arguments: [
        Hyperparameter("sab", .boolean, default: .boolean(true), "the rules of Sutton and Barto"),
        Hyperparameter("natural", .boolean, default: .boolean(false), "pay 1.5 for a natural (when sab is false)"),
      ],
      make: { Blackjack(isSuttonBarto: $0.boolean("sab"), paysNaturals: $0.boolean("natural")) })
  ]
}
