public import ReinforcementLearning
public import Scenes

extension Blackjack {
  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Blackjack",
      facts: [isSuttonBarto ? "Sutton and Barto's rules" : paysNaturals ? "naturals pay 1.5" : "naturals count as 21"],
      actionLabels: [ActionLabel("stick"), ActionLabel("hit")],
      rewardBounds: .steps(of: 0, ending: -1...(paysNaturals && !isSuttonBarto ? 1.5 : 1)))
  }

  /// The table of decisions: the dealer's open card across, the player's sum upwards from 12 to 21, one board without and
  /// one with a usable ace; and the cards of the moment.
  public func scene(of state: State) -> Scene {
    let cells = (0..<200).map { index in
      let (sum, open) = (21 - index / 10 % 10, index % 10 + 1)
      return Cell(
        .floor, observation: Observation(sum: sum, openCard: open, hasUsableAce: index >= 100).index)
    }
    let hasAce = state.player.hasUsableAce
    let row = 21 - min(max(state.player.sum, 12), 21) + (hasAce ? 10 : 0)
    var scene = Scene(
      columns: 10, rows: 20, cells: cells, figures: [Figure(.agent, cell: row * 10 + max(state.openCard, 1) - 1)])
    scene.stage = .decisions(
      DecisionTable(
        columnTitle: "dealer shows", rowTitle: "your sum", columnNames: ["A"] + (2...10).map { "\($0)" },
        rowNames: (12...21).reversed().map { "\($0)" }, boards: ["no usable ace", "usable ace"],
        hands: [ownHand(state.player), dealersHand(state)]))
    return scene
  }

  private static func face(_ card: Int?) -> String? { card.map { $0 == 1 ? "A" : "\($0)" } }

  private func ownHand(_ hand: Hand) -> CardHand {
    let word = hand.isBust ? "too many" : hand.hasUsableAce ? "usable ace" : ""
    return CardHand(
      "you have \(hand.sum)\(word.isEmpty ? "" : ", \(word)")", cards: hand.cards.map(Self.face), isOwn: true)
  }

  /// The second card lies on its face until the episode ends.
  private func dealersHand(_ state: State) -> CardHand {
    let open = state.openCard == 1 ? "an ace" : "\(state.openCard)"
    if state.dealer.isOpen {
      return CardHand("the dealer has \(state.dealer.sum)", cards: state.dealer.cards.map(Self.face), isOwn: false)
    }
    return CardHand("the dealer shows \(open)", cards: [Self.face(state.openCard), nil], isOwn: false)
  }
}
