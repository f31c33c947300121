import Display
import Scenes

/// Screens in every state, made up so that each part has something to show.
enum Screens {
  static func board(columns: Int = 8, rows: Int = 8) -> Scene {
    Scene(
      columns: columns, rows: rows,
      cells: (0..<columns * rows).map { index in
        switch index {
        case 0: Cell(.start, observation: 0)
        case columns * rows - 1: Cell(.goal, label: "9")
        case 5: Cell(.hazard)
        case 9: Cell(.wall)
        case 11: Cell(.key("a"), observation: index)
        case 12: Cell(.door("A"), observation: index)
        case 13: Cell(.oneWay(.left), observation: index)
        case 14: Cell(.place("R"), observation: index, walls: [.right])
        default: Cell(.floor, observation: index, label: index % 16 == 2 ? "2" : nil)
        }
      }, figures: [Figure(.agent, cell: 10), Figure(.passenger, cell: 14), Figure(.destination, cell: 3)])
  }

  static func full(_ state: RunState = .learning) -> ScreenModel {
    var model = ScreenModel()
    model.title = "FrozenLake 8×8"
    model.facts = ["slippery", "Q-learning", "discount 0.99", "seed 1"]
    model.state = state
    model.humanPhrase = "the agent waits, and learns from your moves"
    model.scene = board()
    model.valueDomain = 0...1
    model.currentValue = 0.59
    model.cells = (0..<64).map { index in
      var cell = CellOverlay()
      cell.value = Double(index) / 63
      cell.greedy = Direction.allCases[index % 4]
      cell.gap = Double(index % 7) / 60
      cell.optimum = index % 3 == 0 ? Direction.allCases[(index + 1) % 4] : nil
      cell.visits = index * index
      cell.error = index % 5 == 0 ? 0.3 - Double(index) / 100 : nil
      return cell
    }
    model.overlays = [("v", "values"), ("p", "policy"), ("n", "visits"), ("o", "optimum"), ("e", "error")].map {
      OverlayChip(key: $0.0, word: $0.1, isOn: true)
    }
    model.overlayPhrase = "bar: to 38,090 visits"
    model.curve.title = "Success within 200 steps"
    model.curve.subtitle = "exact value of the greedy policy"
    model.curve.keyWord = "regret"
    model.curve.keyNumber = "0.080"
    model.curve.optimum = 0.913
    model.curve.range = 0...1
    model.curve.evaluations = (0..<400).map { Point(Double($0 * 21), 0.9 - 0.8 / Double(1 + $0 / 20)) }
    model.curve.played = (0..<400).map { Point(Double($0 * 21), Double($0) / 800) }
    model.actions = Direction.allCases.enumerated().map { index, direction in
      ActionBar(label: .move(direction), value: 0.57 + Double(index) / 100, optimum: 0.6, isBest: index == 3)
    }
    model.factsTitle = "Episode 8,413"
    model.factRows = [
      FactRow("step", "31", "/ 200"), FactRow("return", "0"), FactRow("epsilon", "0.121"),
      FactRow("total steps", "538,430"), FactRow("speed", "12", "steps/s"), FactRow("chose", "right"),
      FactRow("moved", "down", "(slip)"),
    ]
    model.timeline.bars = (8252..<8413).map {
      Timeline.Bar(episode: $0, length: Double($0 % 17), return: Double($0 % 2), isHuman: $0 % 40 == 0)
    }
    model.timeline.strip = (0..<488).map { Double($0) / 488 }
    model.timeline.window = 0.98...1
    model.timeline.cursor = 8413
    model.addKeys { $0.mode = state == .human ? .playing : .watching }
    return model
  }

  /// Name and model of each state worth looking at.
  static var all: [(String, ScreenModel)] {
    var screens = [
      RunState.warmingUp, .learning, .paused, .replaying, .human, .finished, .stopped, .branch(1),
      .elsewhere, .stoppedAt("1,250,000 of 10,000,000"),
    ].map { ("\($0)", full($0)) }
    var empty = ScreenModel()
    empty.title = "Taxi"
    empty.scene = board()
    empty.cells = Array(repeating: CellOverlay(), count: 64)
    empty.keys = full().keys
    empty.overlayPhrase = "no exact model: no optimum"
    screens.append(("no data yet", empty))
    var notice = full()
    notice.notice = Notice(
      "Recording did not start: ffmpeg was not found.", "Install ffmpeg and press r, or press x for single pictures.")
    notice.recordedSeconds = 72
    screens.append(("notice", notice))
    var news = full(.branch(1))
    news.notice = Notice(
      "Picture saved.", "/a/long/way/to/a/place/where/all/the/runs/are/kept/runs/q-learning-1/picture-1.png",
      isWarning: false)
    screens.append(("news", news))
    var long = deep(arcade, actions: 6)
    long.notice = Notice(
      "Training stopped: what it says goes on for longer than there is room for in the width of the column it is in.",
      "What was learned up to the last checkpoint is saved.")
    screens.append(("long notice", long))
    var scrubbed = full(.replaying)
    scrubbed.timeline.isLive = false
    scrubbed.timeline.cursor = 8300
    scrubbed.timeline.branchStart = 8350
    scrubbed.timeline.branchName = "branch 1"
    screens.append(("scrubbed", scrubbed))
    var finished = full(.finished)
    finished.nextCommand = "next: tarn evaluate runs/q-learning-FrozenLake8x8-v1-1"
    screens.append(("finished", finished))
    var bars = full()
    bars.actions = (0..<14).map {
      ActionBar(label: ActionLabel("pick up \($0)"), value: Double($0) - 6, optimum: 1, isBest: $0 == 3)
    }
    bars.valueDomain = -10...20
    screens.append(("bars", bars))
    var numbers = full()
    numbers.overlays[0].showsNumbers = true
    screens.append(("numbers", numbers))
    screens += keyPages + curves + playing
    var warned = deep(arcade, actions: 6)
    warned.notice = notice.notice
    screens.append(("deep notice", warned))
    return screens + deepScreens + worlds
  }
}

extension Screens {
  /// An arcade board with what the episode says of the cells its figure was in.
  private static func visited(showsNumbers: Bool) -> ScreenModel {
    var model = deep(arcade, actions: 3)
    model.overlays += [
      OverlayChip(key: "v", word: "values", isOn: true, showsNumbers: showsNumbers),
      OverlayChip(key: "e", word: "TD error", isOn: true),
    ]
    model.overlayPhrase = "dot: |TD error| to 12.75"
    model.valueDomain = 0...12
    model.cells = (0..<100).map { index in
      var cell = CellOverlay()
      if index % 3 == 0 {
        cell.value = Double(index) / 8
        cell.error = Double(index % 7) - 3
      }
      return cell
    }
    return model
  }

  /// The screen of an agent with networks, with everything on it.
  static func deep(_ stage: Scene, actions: Int, _ change: (inout DeepPanels) -> Void = { _ in }) -> ScreenModel {
    var model = full(.replaying)
    model.title = "SpaceInvaders"
    model.facts = ["MinAtar", "Rainbow", "discount 0.99", "seed 4"]
    model.scene = stage
    model.overlays = [OverlayChip(key: "s", word: "saliency", isOn: true)]
    model.overlayPhrase = "area: |dQ/dinput| of this action"
    let names = ["stay", "left", "up", "right", "down", "fire"]
    model.actions = (0..<actions).map {
      ActionBar(label: ActionLabel(names[$0]), value: Double($0) * 1.7 - 2, optimum: nil, isBest: $0 == actions - 1)
    }
    var deep = DeepPanels()
    deep.lead = "best leads by 1.70"
    deep.actionRange = -2...8
    deep.episode.predicted = (0..<300).map { step -> Double in
      let wave = 3 * Double(step % 17) / 17
      return 8 + wave - Double(step) / 40
    }
    deep.episode.cameTrue = (0..<300).map { 9 - Double($0) / 34 }
    deep.episode.rewards = stride(from: 3, to: 300, by: 21).map { Point(Double($0), 1) }
    deep.episode.cursor = 123
    deep.episode.facts = ["step 1,123", "return 111", "epsilon 0.10"]
    deep.returns = (0..<900).map { index -> Point in
      let noise = Double(index % 13) / 9
      return Point(Double(index) * 2700, Double(index) / 90 + noise)
    }
    deep.evaluations = (0..<90).map { index -> Point in Point(Double(index) * 27_000, 11 * Double(index) / 90) }
    deep.reference = .init(value: 45, name: "published")
    deep.plots = [
      Series(
        name: "Huber loss",
        points: (1..<400).map { index -> Point in Point(Double(index) * 6000, 0.01 / Double(index % 9 + 1)) },
        isLogarithmic: true)
    ]
    deep.saliency = (0..<(stage.rows * stage.columns)).map { $0 % 9 == 4 ? Double($0) / 99 : 0 }
    change(&deep)
    model.deep = deep
    return model
  }

  static let arcade = Scene(
    columns: 10, rows: 10,
    tiles: [
      Tile(.brick(0), column: 0, row: 1), Tile(.brick(2), column: 9, row: 3), Tile(.ball, column: 4, row: 5),
      Tile(.trail, column: 3, row: 4), Tile(.paddle, column: 4, row: 9), Tile(.alien, column: 7, row: 2),
      Tile(.submarineFront, column: 2, row: 7), Tile(.gold, column: 8, row: 8),
    ])

  static let deepScreens: [(String, ScreenModel)] = [
    ("arcade", deep(arcade, actions: 6)), ("three actions", deep(arcade, actions: 3)),
    (
      "two plots",
      deep(Scene(marks: [.rectangle(Rectangle(100, 100, 50, 50), .role(.agent))]), actions: 2) {
        $0.actionsTitle = "Action probabilities"
        $0.plots.append(
          Series(name: "Entropy", points: (1..<90).map { Point(Double($0), 1 / Double($0)) }, isLogarithmic: false))
      }
    ),
    (
      "no data",
      deep(arcade, actions: 6) {
        $0.returns = []
        $0.evaluations = []
        $0.plots = []
        $0.episode = EpisodeSeries()
        $0.waiting = DeepPanels.Waiting(sentence: "Learning starts at step 5,000.", share: 0.4)
      }
    ),
    (
      "visited cells", visited(showsNumbers: false)
    ),
    (
      "visited cells with numbers", visited(showsNumbers: true)
    ),
    (
      "value map",
      deep(arcade, actions: 2) {
        $0.map = ValueMapPanel(
          columns: 8, rows: 8, values: (0..<64).map(Double.init), domain: 0...63, xName: "angle",
          yName: "angular velocity", xRange: -0.21...0.21, yRange: -2...2, path: [Point(0, 0), Point(0.1, 1)],
          canChange: true)
      }
    ),
    (
      "negative returns",
      deep(arcade, actions: 3) {
        $0.returns = (0..<50).map { Point(Double($0) * 1000, -1200 + Double($0) * 20) }
        $0.evaluations = [Point(25_000, -180), Point(50_000, -150)]
        $0.reference = nil
      }
    ),
  ]
}
