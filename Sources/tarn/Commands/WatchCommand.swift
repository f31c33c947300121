import ArgumentParser
import Display
import Experiments
import ReinforcementLearning
import Scenes
import Synchronization
import Persistence
import Workbench

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Watch a run, or an agent as it learns, in a window.",
    discussion: """
      With no display it draws in the terminal. --screenshot and --record draw into a file, with or without a display.

      `tarn watch breakout` shows a trained agent that ships with Tarn.

      Example: tarn watch FrozenLake-v1 --agent q-learning --speed 1024
      """)

  @Argument(
    help: "A run directory, an environment together with --agent, or breakout.", completion: .runsAndEnvironments)
  var subjects: [String] = []
  @Option(help: "The agent that learns in the environment.", completion: .agents) var agent: String?
  @Option(parsing: .unconditional, help: "Seed, when an agent learns.", transform: Typed.seed) var seed: UInt64?
  @Option(parsing: .unconditional, help: "Steps to train for, when an agent learns.", transform: Typed.count)
  var steps: Int?
  @Option(
    name: .customLong("set"), help: "A setting of the agent, key=value; may be repeated.", completion: .agentSettings)
  var settings: [String] = []
  @Option(help: "The run directory, when an agent learns.", completion: .directory) var out: String?
  @Option(
    help: "Multiple of 12 steps a second, or max: 0.25 0.5 1 2 4 8 16 64 256 1024 4096 max.", completion: .speeds)
  var speed = "1"
  @Option(help: "Save a picture (.png) and end.", completion: .file(extensions: ["png"])) var screenshot: String?
  @Option(help: "Save a clip (.mp4 or .gif) and end.", completion: .file(extensions: ["mp4", "gif"])) var record:
    String?
  @Option(parsing: .unconditional, help: "Frames of the clip, 25 a second.", transform: Typed.count) var frames = 250
  @Option(parsing: .unconditional, help: "Show this episode.", transform: Typed.count) var episode: Int?
  @Option(parsing: .unconditional, help: "Show this step of --episode.", transform: Typed.natural) var step: Int?
  @Option(help: "Press these keys first, separated by spaces, in a picture or in text: v . space left h ...") var keys =
    ""
  @Flag(help: "Print the screen as text and end.") var text = false
  @Option(help: "Size of the picture in pixels.") var size = "1280x800"
  @Flag(help: "The night theme.") var night = false
  @Flag(help: "Print one JSON object when it ends.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  @MainActor
  func run() async throws {
    Signals.install()
    try checkOptions()
    var choices = ViewChoices()
    choices.theme = night ? .night : .day
    choices.speed = try Self.speedIndex(speed)
    guard screenshot != nil || record != nil || text else {
      let command = self
      guard
        let (subject, window) = try Opening.prepare(
          subjects.first ?? "", theme: choices.theme, { try command.subject() })
      else { return }
      let viewer = Viewer(subject, choices: choices)
      if let episode { try open(episode, in: viewer) }
      return try Watching.show(viewer, in: window, isQuiet: quiet, report: json ? .summary : .screen)
    }
    Signals.endAtOnce()
    let viewer = Viewer(try Phase.show("setting up", isQuiet: quiet) { try subject() }, choices: choices)
    Signals.install()
    viewer.trainToEnd()
    if let failure = viewer.failure { throw WorkError(failure) }
    if let episode {
      let last = viewer.lastEpisode
      guard (1...max(last, 1)).contains(episode) else {
        throw InputError("--episode takes a number from 1 to \(last) for this run, not \(episode)")
      }
      let length = viewer.length(ofEpisode: episode)
      if let step, let length, step > length {
        throw InputError("--step takes a number from 0 to \(length) for episode \(episode) of this run, not \(step)")
      }
    }
    if episode == nil { viewer.showLastGreedyEpisode() }
    if let episode, record == nil { viewer.open(episode: episode, step: step) }
    viewer.hasWindow = !text
    for key in keys.split(separator: " ") { viewer.press(String(key)) }
    if text, !json { Output.result(TerminalScreen.screen(viewer.model(barCount: 78)).text) }
    if let screenshot {
      let (width, height) = try pixels()
      try Picture.save(viewer, to: screenshot, width: width, height: height)
    }
    if let record {
      try Watching.record(viewer, to: record, frames: frames, from: episode)
    }
    if json { Output.result(viewer.summary(["screenshot": screenshot, "record": record]).text) }
  }

  /// Every key that does something, somewhere.
  static let keyNames =
    ["space", "return", "escape", "pause", "left", "right", "up", "down", "home", "end"]
    + ".,-+=[]?0123456789abefhjklmnopqrstvx".map(String.init)

  /// What can be refused before anything is read or trained.
  private func checkOptions() throws(InputError) {
    _ = try Self.speedIndex(speed)
    _ = try pixels()
    if let screenshot { try Typed.outputFile(screenshot, "--screenshot", endings: [".png"]) }
    if let record { try Typed.outputFile(record, "--record", endings: [".mp4", ".gif"]) }
    if let step, episode == nil { throw InputError("--step \(step) needs --episode, the episode it is a step of") }
    for key in keys.split(separator: " ").map(String.init) where !Self.keyNames.contains(key) {
      throw InputError(
        "--keys cannot press '\(key)'; it takes keys separated by spaces: \(Self.keyNames.joined(separator: " "))")
    }
  }

  /// Shows the episode asked for in the window, as soon as it is there.
  @MainActor
  private func open(_ episode: Int, in viewer: Viewer) throws {
    let last = viewer.lastEpisode
    guard episode >= 1, !viewer.isReplay || episode <= max(last, 1) else {
      throw InputError("--episode takes a number from 1 to \(last) for this run, not \(episode)")
    }
    if viewer.isReplay { return viewer.open(episode: episode, step: step) }
    viewer.await(episode: episode, step: step)
  }

  /// `0.25` to `4096`, and `max`.
  static var speedNames: [String] {
    Speeds.factors.map { factor in factor.map { $0 < 1 ? "\($0)" : "\(Int($0))" } ?? "max" }
  }

  static func speedIndex(_ text: String) throws(InputError) -> Int {
    let number = text.hasSuffix("x") && text != "max" ? String(text.dropLast()) : text
    let index = Speeds.factors.firstIndex { factor in factor.map { Double(number) == $0 } ?? (text == "max") }
    guard let index else {
      throw InputError(
        "--speed cannot be '\(text)'; it takes \(Self.speedNames.dropLast().joined(separator: ", ")) or max")
    }
    return index
  }

  private func pixels() throws(InputError) -> (Int, Int) {
    let sides = size.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, (320...16384).contains(sides[0]), (200...16384).contains(sides[1]) else {
      throw InputError("--size takes WIDTHxHEIGHT in pixels, such as 1920x1080, not '\(size)'")
    }
    return (sides[0], sides[1])
  }

  private func subject() throws -> Subject {
    guard let first = subjects.first else {
      throw InputError(
        "name a run directory, or an environment with --agent, as in: tarn watch FrozenLake-v1 --agent q-learning")
    }
    guard subjects.count == 1 else {
      throw InputError("tarn watch shows one run at a time; open '\(subjects[1])' in a second window")
    }
    let control = Track.Control(speed: Speeds.rate(try Self.speedIndex(speed)))
    guard let agent else {
      if !Files.isDirectory(first), Catalogue.environments.contains(where: { first.hasPrefix($0.id) }) {
        throw InputError("to watch an agent learn in \(first), name it: tarn watch \(first) --agent q-learning")
      }
      if !Files.exists(first), let shipped = try ShippedRun(first) {
        return try Subject(shipped: shipped, control: control, supervision: Phase.supervision)
      }
      return try Subject(run: first, control: control, supervision: Phase.supervision)
    }
    if Files.exists("\(first)/run.toml") {
      throw InputError("'\(first)' is a run, which has its agent; leave out --agent")
    }
    if !Files.exists(first), try ShippedRun(first) != nil {
      throw InputError("'\(first)' is a run that ships with Tarn and has its agent; leave out --agent")
    }
    var request = RunRequest(agent: agent, environment: first)
    (request.seed, request.steps, request.settings) = (seed, steps, settings)
    let configuration = try request.configuration()
    return try Subject(
      training: configuration, directory: out ?? RunRequest.directory(for: configuration), control: control,
      supervision: Phase.supervision)
  }
}
