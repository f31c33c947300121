import Display
import Scenes

/// Worlds whose scenes are more than a square of cells, with long numbers and every overlay on.
extension Screens {
  static var worlds: [(String, ScreenModel)] {
    [
      ("cliff", cliff(showsNumbers: false)), ("cliff with numbers", cliff(showsNumbers: true)),
      ("windy", windy(showsNumbers: true)), ("taxi", taxi(showsNumbers: false)),
      ("taxi with numbers", taxi(showsNumbers: true)), ("chain", chain()), ("long chain", chain(states: 200)),
      ("two states", twoStates()),
      ("keys and doors", doors()), ("arms", arms(10)), ("few arms", arms(2)), ("many arms", arms(1000)),
      ("blackjack", blackjack([])), ("blackjack policy", blackjack(["v"])), ("blackjack values", blackjack(["p"])),
      ("compass of zeros", compass([0, 0, 0, 0], optimum: 0)),
      ("compass of losses", compass([-498.583, -298.811, -363.333, -369.333], optimum: -13)),
      ("two directions", twoDirections()),
      ("losses", losses()),
    ]
  }

  /// Overlays for a scene: values that run over the cells, all directions, bests that differ.
  static func covered(_ model: inout ScreenModel, _ domain: ClosedRange<Double>, showsNumbers: Bool) {
    let count = model.scene.cells.count
    model.valueDomain = domain
    model.currentValue = domain.lowerBound
    model.cells = (0..<count).map { index in
      var cell = CellOverlay()
      let share = Double(index) / Double(max(count - 1, 1))
      cell.value = domain.lowerBound + (domain.upperBound - domain.lowerBound) * share
      cell.optimalValue = cell.value.map { $0 * 0.9 }
      cell.greedy = Direction.allCases[index % 4]
      cell.gap = Double(index % 7) / 60
      cell.optimum = index % 2 == 0 ? Direction.allCases[(index + 2) % 4] : nil
      cell.visits = index * index
      return cell
    }
    model.overlays[0].showsNumbers = showsNumbers
  }

  private static func cliff(showsNumbers: Bool) -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: 12, rows: 4,
      cells: (0..<48).map {
        $0 == 36
          ? Cell(.start, observation: $0)
          : $0 == 47 ? Cell(.goal) : $0 > 36 ? Cell(.hazard) : Cell(.floor, observation: $0)
      },
      figures: [Figure(.agent, cell: 14)])
    model.scene.routes = [
      Route("safe", cells: [36, 24, 12] + Array(0..<12) + [23, 35, 47]),
      Route("short", cells: [36] + Array(24..<36) + [47]),
    ]
    model.path = [36, 24, 12] + Array(13..<24) + [35, 47]
    covered(&model, -137.71 ... -1, showsNumbers: showsNumbers)
    return model
  }

  private static func windy(showsNumbers: Bool) -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: 10, rows: 7, cells: (0..<70).map { Cell($0 == 37 ? .goal : .floor, observation: $0 == 37 ? nil : $0) },
      figures: [Figure(.agent, cell: 30)])
    model.scene.winds = [0, 0, 0, 1, 1, 1, 2, 2, -1, 0]
    covered(&model, -18...0, showsNumbers: showsNumbers)
    return model
  }

  private static func taxi(showsNumbers: Bool) -> ScreenModel {
    var model = full(.human)
    model.scene = Scene(
      columns: 5, rows: 5,
      cells: (0..<25).map {
        Cell([0, 4, 20, 23].contains($0) ? .place("R") : .floor, observation: $0, walls: [.right])
      },
      figures: [
        Figure(.destination, cell: 20), Figure(.agent, cell: 7, look: .taxi(isOccupied: false)),
        Figure(.passenger, cell: 23),
      ], captions: ["The board for a passenger at B who wants to go to Y."])
    covered(&model, -10.25...20, showsNumbers: showsNumbers)
    for (index, name) in [(20, "drop off"), (23, "pick up")] {
      model.cells[index].greedy = nil
      model.cells[index].greedyName = name
      model.cells[index].gap = 1
    }
    return model
  }

  private static func chain(states: Int = 19) -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: states + 2, rows: 1,
      cells: (0..<states + 2).map {
        $0 == 0 ? Cell(.hazard) : $0 == states + 1 ? Cell(.goal) : Cell(.floor, observation: $0)
      },
      figures: [Figure(.agent, cell: 1)])
    covered(&model, -1...1, showsNumbers: false)
    return model
  }

  /// Two states far from one another in value, the left one learned wrongly.
  private static func twoStates() -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: 3, rows: 1,
      cells: [Cell(.floor, observation: 1, label: "B"), Cell(.start, observation: 0, label: "A"), Cell(.goal)],
      figures: [Figure(.agent, cell: 1)])
    covered(&model, -0.1...0, showsNumbers: false)
    for (index, (learned, exact)) in [(0.0, -0.1), (0, 0)].enumerated() {
      (model.cells[index].value, model.cells[index].optimalValue) = (learned, exact)
    }
    return model
  }

  private static func doors() -> ScreenModel {
    var model = full()
    model.scene = board()
    model.scene.cells[20] = Cell(.openDoor("B"), observation: 20)
    model.scene.captions = ["The board with key a."]
    covered(&model, 0...10, showsNumbers: true)
    return model
  }

  private static func arms(_ count: Int) -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: count, rows: 1, cells: Array(repeating: Cell(.nothing), count: count),
      figures: [Figure(.agent, cell: 0)])
    let means = (0..<count).map { Double($0 * 7 % 11) / 4 - 1.3 }
    model.scene.stage = .arms(means.enumerated().map { Arm("\($0.offset)", mean: $0.element, deviation: 1) })
    model.actions = means.enumerated().map { index, mean in
      ActionBar(
        label: ActionLabel("arm \(index)"), value: mean * 0.8, optimum: mean, isBest: index == count / 2,
        count: index * index * 900)
    }
    model.lastAction = count - 1
    model.overlays = []
    return model
  }

  private static func blackjack(_ off: Set<String>) -> ScreenModel {
    var model = full()
    model.scene = Scene(
      columns: 10, rows: 20, cells: (0..<200).map { Cell(.floor, observation: $0) },
      figures: [Figure(.agent, cell: 143)])
    model.scene.stage = .decisions(
      DecisionTable(
        columnTitle: "dealer shows", rowTitle: "your sum", columnNames: ["A"] + (2...10).map { "\($0)" },
        rowNames: (12...21).reversed().map { "\($0)" }, boards: ["no usable ace", "usable ace"],
        hands: [
          CardHand("you have 21, usable ace", cards: ["A", "2", "10", nil, "3", "A", "4"], isOwn: true),
          CardHand("the dealer shows 10", cards: ["10", nil], isOwn: false),
        ]))
    covered(&model, -1...1, showsNumbers: true)
    for index in model.cells.indices {
      model.cells[index].greedy = nil
      model.cells[index].gap = index % 9 == 4 ? 0 : 0.1
      model.cells[index].greedyName = index % 100 < 43 ? "stick" : "hit"
      model.cells[index].optimalName = index % 100 < 60 ? "stick" : "hit"
    }
    model.actions = ["stick", "hit"].map {
      ActionBar(label: ActionLabel($0), value: -0.62, optimum: -0.54, isBest: $0 == "hit")
    }
    for index in model.overlays.indices where off.contains(model.overlays[index].key) {
      model.overlays[index].isOn = false
    }
    return model
  }

  private static func compass(_ values: [Double], optimum: Double) -> ScreenModel {
    var model = full()
    model.valueDomain = min(values.min() ?? 0, 0)...max(optimum, 1)
    model.actions = Direction.allCases.enumerated().map { index, direction in
      ActionBar(label: .move(direction), value: values[index], optimum: optimum, isBest: index == 1)
    }
    return model
  }

  private static func twoDirections() -> ScreenModel {
    var model = chain()
    model.actions = [Direction.left, .right].map {
      ActionBar(label: .move($0), value: 0.49, optimum: 0.5, isBest: $0 == .right)
    }
    return model
  }

  private static func losses() -> ScreenModel {
    deep(arcade, actions: 3) {
      $0.actionRange = -40 ... -36
      $0.growFromWorst = true
      $0.lead = "best leads by 1.08 · bars from −40"
    }
  }
}
