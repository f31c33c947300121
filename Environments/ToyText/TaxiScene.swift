public import ReinforcementLearning
public import Scenes

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
}
