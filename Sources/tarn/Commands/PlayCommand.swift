import ArgumentParser
import Display
import Environments
import Experiments
import ReinforcementLearning
import Persistence
import Scenes
import Workbench

struct PlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play", abstract: "Play an environment yourself.",
    discussion: """
      An agent looks on and learns from your moves; press h to let it go on. The key line shows the keys.

      Example: tarn play FrozenLake-v1
      """)

  @Argument(help: "The environment, ID or ID:key=value,key=value.", completion: .environments) var environment: String
  @Option(
    help: "The agent that looks on: q-learning where there is a table to learn, otherwise dqn or ppo.",
    completion: .agents)
  var agent: String?
  @Option(parsing: .unconditional, help: "Seed of every random stream.", transform: Typed.seed) var seed: UInt64 = 0
  @Option(help: "The run directory.", completion: .directory) var out: String?
  @Flag(help: "Print one JSON object when it ends.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  @MainActor
  func run() async throws {
    Signals.install()
    guard Window.isAvailable || Terminal.isAvailable else {
      throw WorkError(
        "tarn play needs a display or a terminal to take keys from, and there is neither; start it from a terminal, or "
          + "set DISPLAY (tarn watch --text draws without keys)")
    }
    let world = try ResolvedEnvironment(environment)
    let usual = world.tabular != nil ? "q-learning" : world.world.actionSpace.count == nil ? "ppo" : "dqn"
    var request = RunRequest(agent: agent ?? usual, environment: environment)
    (request.seed, request.steps) = (seed, 10_000_000)
    let configuration = try request.configuration()
    var control = Track.Control(speed: Speeds.stepsPerSecond)
    control.isPaused = true
    let directory = out ?? RunRequest.directory(for: configuration)
    let paused = control
    guard
      let (subject, window) = try Opening.prepare(
        environment, theme: .day,
        { try Subject(training: configuration, directory: directory, control: paused, supervision: Phase.supervision) })
    else { return }
    let viewer = Viewer(subject)
    viewer.press("h")
    try Watching.show(viewer, in: window, isQuiet: quiet, report: json ? .summary : .screen)
  }
}
