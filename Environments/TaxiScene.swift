public import ReinforcementLearning
public import Scenes

extension Taxi {
  public var rewardBounds: RewardBounds? { RewardBounds(step: -10...20, episode: -.infinity...20) }
  public var title: String { "Taxi" }
  public var facts: [String] { [isRainy ? "rainy" : "dry"] }

  public var actionLabels: [ActionLabel] {
    [
      ActionLabel("south", .down), ActionLabel("north", .up), ActionLabel("east", .right), ActionLabel("west", .left),
      ActionLabel("pick up"), ActionLabel("drop off"),
    ]
  }

  /// The town; each cell carries the values of being there with the passenger and destination as they are now.
  public func scene(of state: Int) -> Scene {
    let situation = Situation(state)
    let taxi = situation.row * 5 + situation.column
    func cell(ofStop stop: Int) -> Int { Self.stops[stop].row * 5 + Self.stops[stop].column }
    let cells = (0..<25).map { index in
      var there = situation
      (there.row, there.column) = (index / 5, index % 5)
      let stop = there.stop.map { Cell.Kind.place(Array("RGYB")[$0]) }
      let walls = [Direction.left, .right].filter { side in
        (0..<5).contains(there.column + side.columnStep) && !Self.isOpen(there.row, there.column, toward: side)
      }
      return Cell(stop ?? .floor, observation: there.state, walls: walls)
    }
    let passenger = situation.passenger == 4 ? taxi : cell(ofStop: situation.passenger)
    return Scene(
      columns: 5, rows: 5, cells: cells,
      figures: [
        Figure(.destination, cell: cell(ofStop: situation.destination)), Figure(.agent, cell: taxi),
        Figure(.passenger, cell: passenger),
      ])
  }

  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Taxi-v4", aliases: ["Taxi-v3"], summary: "fetch a passenger and bring them to their stop",
      arguments: [
        Hyperparameter("is_rainy", .boolean, default: .boolean(false), "whether moves may slide to the side"),
        Hyperparameter(
          "fickle_passenger", .boolean, default: .boolean(false), "whether the passenger may change their mind"),
        Hyperparameter("rainy_probability", .real(0...1), default: .real(0.8), "probability of going forward in rain"),
        Hyperparameter(
          "fickle_probability", .real(0...1), default: .real(0.3), "probability that a fickle passenger does so"),
      ],
      stepLimit: 200, rewardThreshold: 8,
      make: { settings in
        let town = Taxi(isRainy: settings.boolean("is_rainy"), rainyProbability: settings.real("rainy_probability"))
        guard settings.boolean("fickle_passenger") else { return town }
        return FickleTaxi(town: town, probability: settings.real("fickle_probability"))
      })
  ]
}
