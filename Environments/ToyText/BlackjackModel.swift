public import ReinforcementLearning

/// The exact model of ``Blackjack``: the dealer's hidden card and draws are summed out.
///
/// A state is a player's hand and the dealer's open card. Hands are numbered by (sum 4...21, usable ace, and whether a
/// 21 is a natural, which the observation does not tell but the reward depends on).
public struct BlackjackModel: FiniteMDP {
  let rules: Blackjack
  /// For each open card 1...10: the dealer's final hands with their probabilities.
  private let dealerHands: [[(hand: Blackjack.Hand, probability: Double)]]

  static let cardProbability = 1 / Double(Blackjack.deck.count)
  /// Hands 0..<36: (sum - 4) * 2 + usable ace; 36: a natural. Ten open cards each; then the end.
  static let handCount = 37
  static let end = handCount * 10

  init(_ rules: Blackjack) {
    self.rules = rules
    dealerHands = (1...10).map { open in
      var first = Blackjack.Hand()
      first.add(open)
      return Self.finalHands(from: first, probability: 1)
    }
  }

  private static func finalHands(
    from hand: Blackjack.Hand, probability: Double
  ) -> [(hand: Blackjack.Hand, probability: Double)] {
    if hand.count >= 2, hand.sum >= 17 { return [(hand, probability)] }
    var found: [Blackjack.Hand: Double] = [:]
    for card in Blackjack.deck {
      var next = hand
      next.add(card)
      for (final, share) in finalHands(from: next, probability: probability * cardProbability) {
        // Only what the reward looks at is kept apart.
        var merged = Blackjack.Hand()
        merged.hardSum = final.hardSum
        merged.hasAce = final.hasAce
        merged.count = min(final.count, 3)
        found[merged, default: 0] += share
      }
    }
    return found.sorted {
      ($0.key.hardSum, $0.key.count, $0.key.hasAce ? 1 : 0) < ($1.key.hardSum, $1.key.count, $1.key.hasAce ? 1 : 0)
    }
    .map { ($0.key, $0.value) }
  }

  public var stateCount: Int { Self.end + 1 }
  public var actionCount: Int { 2 }

  static func number(_ hand: Blackjack.Hand, against openCard: Int) -> Int {
    let index = hand.isNatural ? 36 : (hand.sum - 4) * 2 + (hand.hasUsableAce ? 1 : 0)
    return index * 10 + openCard - 1
  }

  /// The hand of a state: any cards that make it, since nothing else about them matters.
  static func hand(of state: Int) -> Blackjack.Hand {
    let index = state / 10
    var hand = Blackjack.Hand()
    if index == 36 {
      (hand.hardSum, hand.hasAce, hand.count) = (11, true, 2)
    } else {
      let isSoft = index % 2 == 1
      (hand.hardSum, hand.hasAce, hand.count) = (index / 2 + 4 - (isSoft ? 10 : 0), isSoft, 3)
    }
    return hand
  }

  static func observationIndex(of state: Int) -> Int {
    if state == end { return 0 }
    let hand = hand(of: state)
    return Blackjack.Observation(sum: hand.sum, openCard: state % 10 + 1, hasUsableAce: hand.hasUsableAce).index
  }

  public var initialStates: [WeightedState] {
    var probabilities: [Int: Double] = [:]
    for open in Blackjack.deck {
      for first in Blackjack.deck {
        for second in Blackjack.deck {
          var hand = Blackjack.Hand()
          hand.add(first)
          hand.add(second)
          let probability = Self.cardProbability * Self.cardProbability * Self.cardProbability
          probabilities[Self.number(hand, against: open), default: 0] += probability
        }
      }
    }
    return probabilities.sorted { $0.key < $1.key }.map { WeightedState(state: $0.key, probability: $0.value) }
  }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    if state == Self.end { return [Successor(state: state, reward: 0, isTerminal: true)] }
    let hand = Self.hand(of: state)
    let openCard = state % 10 + 1
    if hand.hardSum < 2 { return [Successor(state: Self.end, reward: 0, isTerminal: true)] }  // no such soft hand
    var outcomes: [Outcome] = []
    var probabilities: [Double] = []
    func add(_ outcome: Outcome, _ probability: Double) {
      if let index = outcomes.firstIndex(of: outcome) {
        probabilities[index] += probability
      } else {
        outcomes.append(outcome)
        probabilities.append(probability)
      }
    }
    if action == 0 {
      for (dealer, probability) in dealerHands[openCard - 1] {
        add(Outcome(state: Self.end, reward: rules.reward(player: hand, dealer: dealer)), probability)
      }
    } else {
      for card in Blackjack.deck {
        var next = hand
        next.add(card)
        let outcome =
          next.isBust
          ? Outcome(state: Self.end, reward: -1) : Outcome(state: Self.number(next, against: openCard), reward: 0)
        add(outcome, Self.cardProbability)
      }
    }
    return zip(outcomes, probabilities).map { outcome, probability in
      Successor(
        state: outcome.state, probability: probability, reward: outcome.reward, isTerminal: outcome.state == Self.end)
    }
  }

  private struct Outcome: Hashable {
    var state: Int
    var reward: Double
  }
}
