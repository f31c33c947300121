public import ReinforcementLearning
public import Scenes
import Settings

extension Taxi {
  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Taxi", facts: [isRainy ? "rainy" : "dry"],
      actionLabels: [
        ActionLabel("south", .down), ActionLabel("north", .up), ActionLabel("east", .right),
        ActionLabel("west", .left), ActionLabel("pick up"), ActionLabel("drop off"),
      ], rewardBounds: RewardBounds(step: -10...20, episode: -.infinity...20))
  }

  /// The town; each cell carries the values of being there with the passenger and destination as they are now. Once the
  /// passenger is delivered nothing is left to decide: the values of the last decision stay.
  public func scene(of state: Int) -> Scene {
    let situation = Situation(state)
    let taxi = situation.row * 5 + situation.column
    let riding = 4
    var decision = situation
    if situation.isDelivered { decision.passenger = riding }
    func cell(ofStop stop: Int) -> Int { Self.stops[stop].row * 5 + Self.stops[stop].column }
    let cells = (0..<25).map { index in
      var there = decision
      (there.row, there.column) = (index / 5, index % 5)
      let stop = there.stop.map { Cell.Kind.place(Self.letters[$0]) }
      let walls = [Direction.left, .right].filter { side in
        (0..<5).contains(there.column + side.columnStep) && !Self.isOpen(there.row, there.column, toward: side)
      }
      return Cell(stop ?? .floor, observation: there.state, walls: walls)
    }
    let isRiding = situation.passenger == riding
    var figures = [
      Figure(.agent, cell: taxi, look: .taxi(isOccupied: isRiding)),
      Figure(.destination, cell: cell(ofStop: situation.destination)),
    ]
    if !isRiding { figures.append(Figure(.passenger, cell: cell(ofStop: situation.passenger))) }
    return Scene(
      columns: 5, rows: 5, cells: cells, figures: figures, captions: [caption(situation, isRiding: isRiding)])
  }

  private static let letters: [Character] = ["R", "G", "Y", "B"]

  /// Which of the many boards is shown.
  private func caption(_ situation: Situation, isRiding: Bool) -> String {
    let destination = Self.letters[situation.destination]
    if situation.isDelivered { return "Delivered at \(destination). The board of the last decision." }
    return isRiding
      ? "The board for a passenger on board who wants to go to \(destination)."
      : "The board for a passenger at \(Self.letters[situation.passenger]) who wants to go to \(destination)."
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Taxi-v4", aliases: ["Taxi-v3"], summary: "fetch a passenger and bring them to their stop",
      arguments: [
        SettingDeclaration("is_rainy", .boolean, default: .boolean(false), "whether moves may slide to the side"),
        SettingDeclaration(
          "fickle_passenger", .boolean, default: .boolean(false), "whether the passenger may change their mind"),
        SettingDeclaration(
          "rainy_probability", .real(0...1), default: .real(0.8), "probability of going forward in rain"),
        SettingDeclaration(
          "fickle_probability", .real(0...1), default: .real(0.3), "probability that a fickle passenger does so"),
      ],
      stepLimit: 200, rewardThreshold: 8,
      make: { settings in
        let town = Taxi(isRainy: settings.boolean("is_rainy"), rainyProbability: settings.real("rainy_probability"))
        guard settings.boolean("fickle_passenger") else { return town }
        return FickleTaxi(town, probability: settings.real("fickle_probability"))
      })
  ]
}
