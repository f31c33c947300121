import Display
import Environments
import Experiments
import ReinforcementLearning
package import Scenes
import Settings

/// What the person at the window has chosen to see.
package struct ViewChoices {
  var isOn: Set<String> = ["v", "p", "n", "o", "s"]
  var showsNumbers = false
  package var theme = Theme.day
  package var speed = Speeds.normal
  /// How fast a world that does not wait goes on while a person plays; nil before the first time.
  var playSpeed: Int?
  /// Which numbers of the state the map of values spans, across and up.
  var mapAxes = (x: 0, y: 1)

  package init() {}

  /// The axes chosen among those there are; nil where there is no map.
  func axes(of axes: [MapAxis]) -> (x: MapAxis, y: MapAxis)? {
    axes.count < 2 ? nil : (axes[mapAxes.x % axes.count], axes[mapAxes.y % axes.count])
  }

  /// Goes on to the next number that the other axis does not show.
  mutating func changeAxis(isAcross: Bool, of count: Int) {
    guard count > 2 else { return }
    func next(_ axis: Int, _ other: Int) -> Int {
      let following = (axis + 1) % count
      return following == other % count ? (following + 1) % count : following
    }
    if isAcross { mapAxes.x = next(mapAxes.x, mapAxes.y) } else { mapAxes.y = next(mapAxes.y, mapAxes.x) }
  }
}

/// Speeds in multiples of 12 steps a second.
///
/// A tabular world learns for hundreds of thousands of steps, so there is something to choose between 64 and max too.
package enum Speeds {
  package static let factors: [Double?] = [0.25, 0.5, 1, 2, 4, 8, 16, 64, 256, 1024, 4096, nil]
  package static let normal = 2
  package static let stepsPerSecond = 12.0
  /// The fastest at which episodes are played back, in steps a second: three between two pictures.
  package static let fastestPlayed = 16 * stepsPerSecond

  package static func label(_ index: Int) -> String {
    guard let factor = factors[index] else { return "max" }
    return factor == 0.25
      ? "¼×"
      : factor == 0.5
        ? "½×" : "\(Decimals.short((factor / 1000).rounded() >= 1 ? (factor / 1000).rounded() * 1000 : factor))×"
  }

  package static func rate(_ index: Int) -> Double? { factors[index].map { $0 * stepsPerSecond } }
}

/// One moment to show: a session, and the step that led to it.
struct Moment {
  var session: any AgentSession
  var report: StepReport?
  /// The number of the episode it belongs to, from 1.
  var episode: Int
  /// Steps taken in that episode.
  var step: Int
  var episodeReturn: Double
  /// Steps of the run: those it was trained for, where its policy is only played.
  var totalSteps: Int
  /// The exploration of then; nil where there is none or where it is not known any more.
  var epsilon: Double?
  /// The episode's tape, for agents with networks.
  var tape: EpisodeTape?
  /// What that tape holds, played once a picture.
  var played: PlayedEpisode?
  /// Whether the episode shown is known to its end.
  var isOver = false
}

/// Turns a moment of a run into the screen's model.
struct ScreenBuilder {
  let environment: ResolvedEnvironment
  let agent: AgentDescriptor
  let knowledge: Knowledge
  let facts: [String]
  let title: String

  init(
    _ environment: ResolvedEnvironment, agent: AgentDescriptor, settings: SettingValues, seed: UInt64,
    knowledge: Knowledge
  ) {
    self.environment = environment
    self.agent = agent
    self.knowledge = knowledge
    features = environment.world as? any FeatureEnvironment
    title = environment.world.title
    let discount = settings.values["discount"].map { ["discount \($0)"] } ?? []
    facts = environment.world.facts + [agent.title] + discount + ["seed \(seed)"]
  }

  /// The world as networks see it.
  private let features: (any FeatureEnvironment)?
  var mapAxes: [MapAxis] { features?.mapAxes ?? [] }

  private var network: NetworkScreen {
    NetworkScreen(
      labels: labels, mapAxes: mapAxes, figureChannel: features?.figureChannel,
      environmentID: environment.descriptor.id,
      agentID: agent.id, seen: seen)
  }

  private let seen = SeenValues()

  var stepLimit: Int? { environment.stepLimit }
  private var labels: [ActionLabel] { environment.world.actionLabels }

  func model(
    _ moment: Moment, history: History, choices: ViewChoices, state: RunState, isLive: Bool, barCount: Int = 162
  ) -> ScreenModel {
    var model = ScreenModel()
    model.title = title
    model.facts = facts
    model.state = state
    model.lastAction = moment.report?.action
    model.theme = choices.theme
    model.scene = moment.report?.end != nil ? moment.report?.scene ?? moment.session.scene : moment.session.scene
    model.speed = Speeds.label(choices.speed)
    facts(&model, moment, choices: choices)
    timeline(&model, history, cursor: moment.episode, isLive: isLive, barCount: barCount)
    curve(&model, history, moment, isLive: isLive)
    if let session = moment.session.table { table(&model, session, moment, choices) }
    if let session = moment.session.network {
      network.fill(&model, session, moment, history: history, choices: choices, isLive: isLive)
    }
    return model
  }

  /// What only tables have: values, policy and visits of every cell.
  private func table(
    _ model: inout ScreenModel, _ session: any TableSession, _ moment: Moment, _ choices: ViewChoices
  ) {
    let values = session.learner.actionValues
    // After the last step of an episode the world has been reset; the state shown is still the final one.
    let observation =
      moment.report.map { $0.end == nil ? session.observation : $0.nextObservation.index ?? session.observation }
      ?? session.observation
    model.valueDomain = knowledge.valueDomain ?? seenDomain(values, model.scene)
    model.cells = cells(model.scene, session)
    model.overviewValues = model.scene.overview?.values(in: values) ?? []
    overlays(&model, choices, session)
    let actionsAt = moment.report?.end == nil ? observation : moment.report?.observation.index ?? observation
    model.currentValue = observation < values.rows ? values.maximum(inRow: actionsAt) : nil
    model.actions = actions(at: actionsAt, values, visits: session.learner.memory.visits)
  }

  private func seenDomain(_ values: Table<Double>, _ scene: Scene) -> ClosedRange<Double>? {
    // Of a large table what is on the screen: all of it, many times a second, would take longer than the picture.
    let shown = scene.overview?.shownValues(in: values, cells: scene.cells) ?? values.elements
    let (low, high) = (shown.min() ?? 0, shown.max() ?? 0)
    return low == high ? nil : Knowledge.nice(min(0, low), max(0, high))
  }

  private func cells(_ scene: Scene, _ session: any TableSession) -> [CellOverlay] {
    let memory = session.learner.memory
    let values = session.learner.actionValues
    return scene.cells.map { cell in
      var overlay = CellOverlay()
      guard let observation = cell.observation, observation < values.rows else { return overlay }
      let row = values.row(observation)
      let sorted = row.sorted(by: >)
      let best = values.argmax(inRow: observation)
      overlay.value = sorted.first
      overlay.gap = sorted.count > 1 ? sorted[0] - sorted[1] : sorted.first ?? 0
      overlay.greedy = labels[best].direction
      overlay.greedyName = labels[best].direction == nil ? labels[best].name : nil
      overlay.visits = Int(memory.visits.row(observation).reduce(0, +))
      if memory.lastObservation == observation, overlay.visits > 0 { overlay.error = memory.lastError }
      if let optimal = knowledge.optimalValues?[observation], let top = optimal.max() {
        overlay.optimalValue = top
        overlay.optimalName = optimal.firstIndex { $0 >= top - 1e-9 }.flatMap {
          labels[$0].direction == nil ? labels[$0].name : nil
        }
        let isOptimal = optimal[best] >= top - 1e-9
        if !isOptimal, let choice = optimal.firstIndex(where: { $0 >= top - 1e-9 }) {
          overlay.optimum = labels[choice].direction
        }
      }
      return overlay
    }
  }

  private func overlays(_ model: inout ScreenModel, _ choices: ViewChoices, _ session: any TableSession) {
    func chip(_ key: String, _ word: String) -> OverlayChip {
      OverlayChip(
        key: key, word: word, isOn: choices.isOn.contains(key), showsNumbers: key == "v" && choices.showsNumbers)
    }
    // Arms show all of it at once.
    if case .arms = model.scene.stage {
      model.overlayPhrase = "each pull is an episode of its own"
      return
    }
    model.overlays = [chip("v", "values"), chip("p", "policy"), chip("n", "visits")]
    if knowledge.optimalValues != nil { model.overlays.append(chip("o", "optimum")) }
    model.overlays.append(chip("e", "error"))
    let most = model.cells.map(\.visits).max() ?? 0
    model.overlayPhrase =
      knowledge.optimalValues == nil
      ? (knowledge.optimalReturn == nil ? "no exact model: no optimum" : "large map: no optimum")
      : most > 0 && choices.isOn.contains("n") ? "bar: to \(Decimals.grouped(most)) visits" : ""
  }

  private func actions(at observation: Int, _ values: Table<Double>, visits: Table<Int64>) -> [ActionBar] {
    guard observation < values.rows else { return [] }
    let row = values.row(observation)
    let isKnown = row.contains { $0 != row[0] }
    let best = values.argmax(inRow: observation)
    return row.indices.map { action in
      ActionBar(
        label: labels[action], value: row[action],
        optimum: knowledge.optimalValues.map { $0[observation][action] }, isBest: isKnown && action == best,
        count: observation < visits.rows ? Int(visits[observation, action]) : nil)
    }
  }

  private func curve(_ model: inout ScreenModel, _ history: History, _ moment: Moment, isLive: Bool) {
    var curve = Curve()
    let last = isLive ? Double.infinity : Double(moment.episode)
    curve.evaluations = history.evaluations.filter { $0.x <= last }
    curve.played = history.played.filter { $0.x <= last }
    curve.optimum = knowledge.optimalReturn
    let limit = stepLimit.map { " within \($0) steps" } ?? ""
    curve.title = (knowledge.isSuccess ? "Success" : "Return") + (limit.isEmpty ? " per episode" : limit)
    if let optimum = knowledge.optimalReturn {
      curve.subtitle = "exact value of the greedy policy"
      curve.keyWord = "regret"
      let scale = max(abs(optimum), 1)
      curve.decimals = scale >= 100 ? 1 : scale >= 10 ? 2 : 3
      if let now = curve.evaluations.last {
        curve.keyNumber = Decimals.display(max(0, optimum - now.y), curve.decimals)
      }
      curve.range = knowledge.returnRange
    } else {
      curve.subtitle = "mean of the last 100 episodes"
      curve.keyWord = "mean return"
      if let mean = curve.played.last { curve.keyNumber = Decimals.display(mean.y, 2) }
      let values = curve.played.map(\.y)
      if let low = values.min(), let high = values.max() { curve.range = Knowledge.nice(min(low, 0), max(high, 0)) }
    }
    if curve.played.isEmpty, curve.evaluations.count < 2 { curve.range = nil }
    curve.isFinished = model.state == .finished
    if history.lastEpisode > 0, !isLive {
      curve.emptySentence = "The curve begins after this episode."
    } else if model.state.isOver {
      curve.emptySentence = "The run ended before enough episodes did."
    }
    model.curve = curve
  }

  private func facts(_ model: inout ScreenModel, _ moment: Moment, choices: ViewChoices) {
    model.factsTitle = "Episode \(Decimals.grouped(moment.episode))"
    let isWhole = moment.episodeReturn == moment.episodeReturn.rounded()
    let (chose, moved) = choice(moment.report)
    var rows = [
      FactRow("step", Decimals.grouped(moment.step), stepLimit.map { "/ \($0)" } ?? ""),
      FactRow("return", Decimals.display(moment.episodeReturn, isWhole ? 0 : 2)),
    ]
    if let epsilon = moment.epsilon {
      rows.append(FactRow("epsilon", Decimals.display(epsilon, 3)))
    } else if let table = moment.session.table {
      rows.append(FactRow("exploration", table.learner.memory.exploration.rule.rawValue))
    }
    rows.append(FactRow("total steps", Decimals.grouped(moment.totalSteps)))
    rows.append(FactRow("speed", Speeds.rate(choices.speed).map { Decimals.grouped(Int($0)) } ?? "max", "steps/s"))
    rows.append(FactRow("chose", chose))
    rows.append(moved)
    model.factRows = rows
  }

  /// The action taken, and what came of it.
  func choice(_ report: StepReport?) -> (String, FactRow) {
    guard let report else { return ("–", FactRow("moved", "–")) }
    guard labels.indices.contains(report.action) else {
      let text = report.reals.map { Decimals.display(Double($0), 2) }.joined(separator: " ")
      return (text, FactRow("reward", Decimals.display(report.reward, 2)))
    }
    let chosen = labels[report.action]
    guard let wanted = chosen.direction else {
      return (chosen.name, FactRow("reward", Decimals.display(report.reward, 1)))
    }
    guard let went = direction(report) else {
      return (chosen.name, FactRow("moved", report.observation == report.nextObservation ? "stayed" : "–"))
    }
    return (chosen.name, FactRow("moved", "\(went)", went == wanted ? "" : "(slip)"))
  }

  /// Which way the agent went, read off the board.
  private func direction(_ report: StepReport) -> Direction? {
    let scene = report.scene
    guard let to = scene.figures.first(where: { $0.kind == .agent })?.cell,
      let from = scene.cells.firstIndex(where: { $0.observation != nil && $0.observation == report.observation.index })
    else { return nil }
    let (rows, columns) = (to / scene.columns - from / scene.columns, to % scene.columns - from % scene.columns)
    return Direction.allCases.first { $0.rowStep == rows && $0.columnStep == columns }
  }

  private func timeline(
    _ model: inout ScreenModel, _ history: History, cursor: Int, isLive: Bool, barCount: Int
  ) {
    var timeline = Timeline()
    timeline.cursor = cursor
    timeline.isLive = isLive
    let last = history.lastEpisode
    let count = last - history.firstEpisode
    let end = isLive ? last : min(last, max(cursor + barCount / 2, history.firstEpisode + barCount))
    let first = max(history.firstEpisode + 1, end - barCount + 1)
    if count > 0, first <= end {
      timeline.bars = (first...end).compactMap { number in
        history.record(of: number).map { record in
          Timeline.Bar(
            episode: number, length: Double(record.length), return: record.return, isHuman: record.humanSteps > 0)
        }
      }
      let columns = min(count, 488)
      let means = (0..<columns).map { column in
        let (from, to) = (count * column / columns, max(count * (column + 1) / columns, count * column / columns + 1))
        // A few episodes stand for the many under one column of a long run.
        let stride = max(1, (to - from) / 16)
        let sample = Swift.stride(from: from, to: to, by: stride).map { history.episodes[$0].return }
        return sample.reduce(0, +) / Double(sample.count)
      }
      // The worst hundredth may be far from all the others.
      let sorted = means.sorted()
      let low = knowledge.isSuccess ? 0 : sorted[sorted.count / 100]
      let high = knowledge.isSuccess ? 1 : sorted[sorted.count - 1]
      timeline.strip = means.map { high > low ? min(max(($0 - low) / (high - low), 0), 1) : 0.5 }
      timeline.window =
        Double(first - 1 - history.firstEpisode) / Double(count)...Double(end - history.firstEpisode) / Double(count)
    }
    if knowledge.isSuccess { timeline.possibleReturns = 0...1 }
    model.timeline = timeline
  }
}
