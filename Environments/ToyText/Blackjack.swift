public import Randomness
public import ReinforcementLearning
import Settings

/// Twenty-one.
///
/// **Description.** Against a dealer who draws below 17, with an infinite deck. Aces count 1 or 11, faces 10.
///
/// **Actions.** 0 stick, 1 hit.
///
/// **Observations.** (sum of the hand, the dealer's open card, usable ace): Tuple(32, 11, 2).
///
/// **Start.** Two cards for the dealer, two for the player, then draws for the look of the dealer's card.
///
/// **Reward.** 1 for winning, -1 for losing or going over 21, 0 for a draw.
///
/// **End.** After sticking or going over 21.
///
/// **Arguments.** `sab`: an ace and a ten at once win unless the dealer has them too; `natural` (without `sab`): they
/// pay 1.5.
///
/// **Reference.** Gymnasium 1.4.0 `Blackjack-v1`, draw for draw; Sutton and Barto, 2nd edition, example 5.1.
public struct Blackjack: TabularEnvironment {
  /// Whether an ace and a ten at once win unless the dealer has them too.
  public let isSuttonBarto: Bool
  /// Whether they pay 1.5 otherwise.
  public let paysNaturals: Bool

  static let deck = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10]

  /// The game with the rules of the book unless told otherwise.
  public init(isSuttonBarto: Bool = true, paysNaturals: Bool = false) {
    self.isSuttonBarto = isSuttonBarto
    self.paysNaturals = paysNaturals
  }

  /// What counts about a hand of cards.
  public struct Hand: Sendable, Codable, Hashable {
    /// Aces as 1.
    public var hardSum = 0
    /// Whether an ace is among the cards.
    public var hasAce = false
    /// Cards in the hand.
    public var count = 0
    /// The cards themselves, four bits each, the first lowest; they decide nothing and are not saved.
    private var faces: UInt64 = 0
    /// Whether all its cards lie open, as a dealer's do at the end; decides nothing and is not saved.
    public var isOpen = false

    /// No cards.
    public init() {}

    /// Takes a card: 1 for an ace, 10 for a ten or a face.
    public mutating func add(_ card: Int) {
      hardSum += card
      if card == 1 { hasAce = true }
      if count < 16 { faces |= UInt64(card) << UInt64(4 * count) }
      count += 1
    }

    /// The cards in the order in which they came; nil for those that a saved hand does not tell.
    public var cards: [Int?] {
      (0..<count).map { place in
        let card = place < 16 ? Int(faces >> UInt64(4 * place) & 15) : 0
        return card > 0 ? card : nil
      }
    }

    private enum CodingKeys: String, CodingKey { case hardSum, hasAce, count }

    /// Hands that count alike are equal, whatever their cards.
    public static func == (first: Hand, second: Hand) -> Bool {
      (first.hardSum, first.hasAce, first.count) == (second.hardSum, second.hasAce, second.count)
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(hardSum)
      hasher.combine(hasAce)
      hasher.combine(count)
    }

    /// Whether an ace counts 11 without going over 21.
    public var hasUsableAce: Bool { hasAce && hardSum + 10 <= 21 }
    /// With a usable ace as 11.
    public var sum: Int { hasUsableAce ? hardSum + 10 : hardSum }
    /// Whether the sum is over 21.
    public var isBust: Bool { sum > 21 }
    /// The sum, or 0 over 21.
    public var score: Int { isBust ? 0 : sum }
    /// Whether two cards make 21.
    public var isNatural: Bool { count == 2 && sum == 21 }
  }

  /// Both hands.
  public struct State: Sendable, Codable, Hashable {
    /// The player's hand.
    public var player = Hand()
    /// The dealer's hand.
    public var dealer = Hand()
    /// The card of the dealer's that is seen, 1 to 10.
    public var openCard = 0
  }

  /// What the player knows.
  public struct Observation: SpaceElement, Hashable {
    /// Of the player's hand, a usable ace as 11.
    public var sum: Int
    /// The card of the dealer's that is seen, 1 to 10.
    public var openCard: Int
    /// Whether an ace counts 11 without going over 21.
    public var hasUsableAce: Bool

    public var spaceValue: SpaceValue { .integers([sum, openCard, hasUsableAce ? 1 : 0]) }
    var index: Int { (sum * 11 + openCard) * 2 + (hasUsableAce ? 1 : 0) }
  }

  public var observationSpace: Space { .multiDiscrete([32, 11, 2]) }
  public var observationCount: Int { 704 }
  public var actionCount: Int { 2 }

  public func observation(of state: State) -> Observation {
    Observation(sum: state.player.sum, openCard: state.openCard, hasUsableAce: state.player.hasUsableAce)
  }

  public func observationIndex(of state: State) -> Int { observation(of: state).index }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    var state = State()
    state.openCard = draw(using: &random)
    state.dealer.add(state.openCard)
    state.dealer.add(draw(using: &random))
    state.player.add(draw(using: &random))
    state.player.add(draw(using: &random))
    // The suit and, for a ten, the face of the open card: they decide nothing but move the stream.
    _ = random.integer(in: 0..<4)
    if state.openCard == 10 { _ = random.integer(in: 0..<3) }
    return state
  }

  private func draw<Source: RandomSource>(using random: inout Source) -> Int {
    Self.deck[random.integer(in: 0..<Self.deck.count)]
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    if action == 1 {
      state.player.add(draw(using: &random))
      state.dealer.isOpen = state.player.isBust
      return Outcome(reward: state.player.isBust ? -1 : 0, isTerminal: state.player.isBust)
    }
    while state.dealer.sum < 17 { state.dealer.add(draw(using: &random)) }
    state.dealer.isOpen = true
    return Outcome(reward: reward(player: state.player, dealer: state.dealer), isTerminal: true)
  }

  /// What sticking brings once the dealer has drawn.
  func reward(player: Hand, dealer: Hand) -> Double {
    if isSuttonBarto, player.isNatural, !dealer.isNatural { return 1 }
    let reward = Double((player.score - dealer.score).signum())
    return !isSuttonBarto && paysNaturals && player.isNatural && reward == 1 ? 1.5 : reward
  }

  public var exactModel: ExactModel? {
    ExactModel(of: BlackjackModel(self), observation: { BlackjackModel.observationIndex(of: $0) })
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Blackjack-v1", summary: "twenty-one against a dealer who draws below 17", kind: .table,
      arguments: BlackjackArguments(), make: { Blackjack(isSuttonBarto: $0.sab, paysNaturals: $0.natural) })
  ]
}

/// The arguments of ``Blackjack``.
struct BlackjackArguments: EnvironmentArguments {
  @Setting("the rules of Sutton and Barto") var sab = true
  @Setting("pay 1.5 for a natural (when sab is false)") var natural = false
}
