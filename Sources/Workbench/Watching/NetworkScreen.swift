import Display
import Experiments
import ReinforcementLearning
import Scenes

/// What a network agent's moment looks like: the panels beside the stage.
struct NetworkScreen {
  let labels: [ActionLabel]
  let mapAxes: [MapAxis]
  let figureChannel: Int?
  let environmentID: String
  let agentID: String
  let seen: SeenValues

  /// Fills in what those panels need.
  func fill(
    _ model: inout ScreenModel, _ session: any NetworkedSession, _ moment: Moment, history: History,
    choices: ViewChoices,
    isLive: Bool
  ) {
    var deep = DeepPanels()
    deep.episode.facts = ["step \(Decimals.grouped(moment.step))", "return \(Self.number(moment.episodeReturn))"]
    if let epsilon = moment.epsilon { deep.episode.facts.append("epsilon \(Decimals.display(epsilon, 2))") }
    deep.returns = history.returns
    deep.evaluations = history.greedyReturns
    deep.reference = PublishedScores.reference(environment: environmentID, agent: agentID)
    deep.plots = Array(history.readings.prefix(2))
    guard let agent = session.agent.inspection else {
      if let tape = moment.tape { model.scene = tape.scene(after: moment.step) }
      model.deep = deep
      return
    }
    // The step shown within its episode; at the end of one the last decision stays on the screen.
    let step = min(moment.step, max((moment.played?.rewards.count ?? 1) - (moment.isOver ? 1 : 0), 0))
    let features = moment.played.map { $0.observation(min(step, $0.rewards.count)) } ?? session.features
    if let tape = moment.tape { model.scene = tape.scene(after: moment.step) }
    let insight = agent.insight(into: features)
    actions(&model, &deep, insight)
    if let played = moment.played {
      episode(&deep, played, agent, moment, isLive: isLive)
    } else {
      deep.episode.predicted = [insight.estimate].compactMap { $0 }
    }
    deep.episode.isEstimated = insight.estimate != nil
    if agent.updateCount == 0 {
      let start = max(session.agent.learningStart, 1)
      deep.plots = []
      deep.waiting = DeepPanels.Waiting(
        sentence: "Learning starts at step \(Decimals.grouped(start)).",
        share: Double(session.log.stepCount) / Double(start))
    }
    overlays(&model, &deep, insight, agent, features, moment.played, step: moment.step, choices)
    model.deep = deep
  }

  private static func number(_ value: Double) -> String {
    Decimals.display(value, value == value.rounded() ? 0 : 1)
  }

  private func actions(_ model: inout ScreenModel, _ deep: inout DeepPanels, _ insight: Insight) {
    switch insight.kind {
    case .values, .probabilities:
      let best = insight.actions.indices.max { insight.actions[$0] < insight.actions[$1] } ?? 0
      model.actions = insight.actions.indices.map { index in
        ActionBar(
          label: labels.indices.contains(index) ? labels[index] : ActionLabel("\(index)"),
          value: insight.actions[index], optimum: nil, isBest: index == best)
      }
      let sorted = insight.actions.sorted(by: >)
      if insight.kind == .probabilities {
        deep.actionsTitle = "Action probabilities"
        deep.actionRange = 0...1
        deep.lead = insight.value.map { "value \(Decimals.display($0, 2))" } ?? ""
      } else {
        deep.lead = sorted.count > 1 ? "best leads by \(Decimals.display(sorted[0] - sorted[1], 2))" : ""
        let (low, high) = (sorted.last ?? 0, sorted.first ?? 1)
        if low >= 0 {
          deep.actionRange = 0...Knowledge.nice(0, max(high, 1e-3)).upperBound
        } else if low.isFinite, high.isFinite {
          deep.actionRange = Ticks.around(low, high)
          deep.growFromWorst = true
          deep.lead += "\(deep.lead.isEmpty ? "" : " · ")bars from \(Ticks.text(deep.actionRange.lowerBound))"
        }
      }
    case .normal(let deviations):
      deep.actionsTitle = "Action"
      deep.actionRange = -2...2
      model.actions = zip(insight.actions, deviations).enumerated().map { index, pair in
        ActionBar(
          label: ActionLabel(insight.actions.count == 1 ? "mean" : "mean \(index + 1)"), value: pair.0, optimum: nil,
          isBest: true)
      }
      deep.lead = "deviation \(deviations.map { Decimals.display($0, 2) }.joined(separator: ", "))"
    }
  }

  private func episode(
    _ deep: inout DeepPanels, _ played: PlayedEpisode, _ agent: any Inspectable, _ moment: Moment, isLive: Bool
  ) {
    let steps = played.rewards.count
    // The last observation of a finished episode has no decision left.
    let count = played.end == nil ? steps + 1 : steps
    deep.episode.predicted = agent.predictions(
      of: Array(played.features.prefix(count * played.featureCount)), steps: count)
    deep.episode.cameTrue = played.discountedReturns(agent.discount)
    if played.rewards.contains(where: { $0 != played.rewards.first }) {
      deep.episode.rewards = played.rewards.enumerated().map { Point(Double($0.offset), Double($0.element)) }
    }
    if !isLive || moment.isOver { deep.episode.cursor = min(moment.step, max(count - 1, 0)) }
  }

  private func overlays(
    _ model: inout ScreenModel, _ deep: inout DeepPanels, _ insight: Insight, _ agent: any Inspectable,
    _ features: [Float], _ played: PlayedEpisode?, step: Int, _ choices: ViewChoices
  ) {
    model.overlays = []
    let cells = model.scene.rows * model.scene.columns
    // While a person plays, the board is theirs.
    if case .arcade = model.scene.stage, !model.isHuman, !insight.saliency.isEmpty,
      insight.saliency.count == features.count, features.count % cells == 0
    {
      let isOn = choices.isOn.contains("s")
      model.overlays.append(OverlayChip(key: "s", word: "saliency", isOn: isOn))
      if isOn {
        var slopes = [insight.saliency.map(Double.init)]
        if let played {
          for earlier in stride(from: step - 1, through: max(step - 2, 0), by: -1) {
            slopes.append(agent.insight(into: played.observation(earlier)).saliency.map(Double.init))
          }
        }
        let marks = Saliency.marks(of: Self.amounts(Saliency.smoothed(slopes), features, cells: cells))
        deep.saliency = marks ?? []
        let slope = insight.kind == .values ? "|x dQ/dx|" : "|x d ln π/dx|"
        model.overlayPhrase =
          marks == nil ? "spread evenly: no cell stands out" : "frames: most of \(slope)"
      }
    }
    if case .arcade = model.scene.stage, let figureChannel, let played, !deep.episode.predicted.isEmpty {
      let (showsValues, showsErrors) = (choices.isOn.contains("v"), choices.isOn.contains("e"))
      if showsValues || showsErrors {
        visits(&model, deep.episode.predicted, played, figureChannel, agent.discount, before: step)
      }
      model.overlays.append(
        OverlayChip(key: "v", word: "values", isOn: showsValues, showsNumbers: choices.showsNumbers))
      model.overlays.append(OverlayChip(key: "e", word: "TD error", isOn: showsErrors))
      if showsErrors {
        model.overlayPhrase = "dot: |TD error| to \(Decimals.display(model.largestError, 2))"
      } else if showsValues, let domain = model.valueDomain {
        let (low, high) = (Decimals.display(domain.lowerBound, 1), Decimals.display(domain.upperBound, 1))
        let words = model.theme.rampWords
        model.overlayPhrase = "values there: \(low) \(words.low) to \(high) \(words.high)"
      }
    }
    if let axes = choices.axes(of: mapAxes) {
      let isOn = choices.isOn.contains("m")
      model.overlays.append(OverlayChip(key: "m", word: "value map", isOn: isOn))
      if isOn {
        deep.map = map(agent, features, played, axes, step: step)
        let memory = agent.hasMemory ? ", memory empty" : ""
        model.overlayPhrase =
          deep.map == nil ? "this agent estimates no values" : "V over two numbers, the rest as now\(memory)"
      }
    }
  }

  /// How much the things in each cell matter to the choice: the sum over the channels of |input dQ/dinput|, to first order what
  /// would change without them. The slopes alone are spread over all cells, in trained networks as in others.
  private static func amounts(_ slopes: [Double], _ features: [Float], cells: Int) -> [Double] {
    let channels = features.count / cells
    return (0..<cells).map { cell in
      (cell * channels..<(cell + 1) * channels).reduce(0) { $0 + abs(Double(features[$1])) * slopes[$1] }
    }
  }

  /// What the episode up to a step says of the cells that the figure was in: the last value and the last error of each.
  private func visits(
    _ model: inout ScreenModel, _ values: [Double], _ played: PlayedEpisode, _ channel: Int, _ discount: Double,
    before step: Int
  ) {
    let cells = model.scene.rows * model.scene.columns
    let channels = played.featureCount / cells
    model.cells = Array(repeating: CellOverlay(), count: cells)
    for time in 0...min(step, values.count - 1) {
      var error: Double?
      if time < min(step, played.rewards.count) {
        let isOver = time + 1 == played.rewards.count && played.end == .terminated
        if isOver || time + 1 < values.count {
          let next = isOver ? 0 : values[time + 1]
          error = Double(played.rewards[time]) + discount * next - values[time]
        }
      }
      let start = time * played.featureCount + channel
      for cell in 0..<cells where played.features[start + cell * channels] > 0 {
        model.cells[cell].value = values[time]
        if let error { model.cells[cell].error = error }
      }
    }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    model.valueDomain = low...max(high, low + 1e-9)
  }

  /// V on a grid of two numbers of the state, the others as they are now.
  private func map(
    _ agent: any Inspectable, _ features: [Float], _ played: PlayedEpisode?, _ axes: (x: MapAxis, y: MapAxis),
    step: Int
  ) -> ValueMapPanel? {
    let side = 32
    func value(_ axis: MapAxis, _ index: Int) -> Double {
      axis.range.lowerBound + (axis.range.upperBound - axis.range.lowerBound) * (Double(index) + 0.5) / Double(side)
    }
    var points: [Float] = []
    for row in 0..<side {
      for column in 0..<side {
        var point = features
        axes.x.set(value(axes.x, column), in: &point)
        axes.y.set(value(axes.y, row), in: &point)
        points += point
      }
    }
    // An agent with a memory would take them for an episode: it looks at each with an empty one.
    let values =
      agent.hasMemory
      ? stride(from: 0, to: points.count, by: features.count).compactMap {
        agent.predictions(of: Array(points[$0..<$0 + features.count]), steps: 1).first
      } : agent.predictions(of: points, steps: side * side)
    guard values.count == side * side, let low = values.min(), let high = values.max() else { return nil }
    var path: [Point] = []
    if let played {
      let last = min(step, played.rewards.count)
      for index in max(0, last - ValueMapPanel.trailLength)...last {
        let seen = played.observation(index)
        path.append(Point(axes.x.value(in: seen), axes.y.value(in: seen)))
      }
    }
    let now = agent.hasMemory ? nil : agent.predictions(of: features, steps: 1).first
    return ValueMapPanel(
      columns: side, rows: side, values: values, domain: seen.domain(low, high, of: "\(axes.x.name) \(axes.y.name)"),
      xName: axes.x.name, yName: axes.y.name, xRange: axes.x.range, yRange: axes.y.range, path: path,
      canChange: mapAxes.count > 2, current: now)
  }
}

extension Insight {
  /// V(s), or the greatest action value; nil for agents that estimate neither.
  var estimate: Double? { kind == .values ? actions.max() : value }
}

/// Returns that others have published, for the learning curve.
enum PublishedScores {
  /// MinAtar paper (Young and Tian, 2019): mean of the last 100 training episodes after 5M frames, 30 seeds.
  private static let arcade: [String: (dqn: Double, actorCritic: Double)] = [
    "Seaquest": (19.4, 15.6), "Breakout": (10.3, 17.3), "Asterix": (16.8, 19.7), "Freeway": (49.8, 47.0),
    "SpaceInvaders": (45, 181),
  ]
  private static let thresholds: [String: Double] = ["CartPole-v1": 475, "MountainCar-v0": -110, "Acrobot-v1": -100]

  static func reference(environment: String, agent: String) -> DeepPanels.Reference? {
    if let score = arcade.first(where: { environment.hasPrefix("MinAtar/\($0.key)") })?.value {
      let isActorCritic = ["ac-lambda", "a2c", "ppo", "actor-critic", "reinforce"].contains(agent)
      return DeepPanels.Reference(value: isActorCritic ? score.actorCritic : score.dqn, name: "published")
    }
    return thresholds[environment].map { DeepPanels.Reference(value: $0, name: "solved") }
  }
}
