import ArgumentParser
import Environments
import Experiments
import ReinforcementLearning
import Scenes

struct PlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play", abstract: "Play an environment yourself.",
    discussion: """
      An agent looks on and learns from your moves; press h to let it go on. The key line shows the keys.

      Example: tarn play FrozenLake-v1
      """)

  @Argument(help: "The environment, ID or ID:key=value,key=value.") var environment: String
  @Option(help: "The agent that looks on: q-learning where there is a table to learn, otherwise dqn or ppo.")
  var agent: String?
  @Option(help: "Seed of every random stream.") var seed: UInt64 = 0
  @Option(help: "The run directory.") var out: String?

  @MainActor
  func run() async throws {
    Signals.install()
    let world = try ResolvedEnvironment(environment)
    let usual = world.tabular != nil ? "q-learning" : world.world.actionSpace.count == nil ? "ppo" : "dqn"
    let training = try TrainCommand.parse([agent ?? usual, environment, "--seed", "\(seed)", "--steps", "10000000"])
    let configuration = try training.configuration()
    var control = Track.Control(speed: Speeds.stepsPerSecond)
    control.isPaused = true
    let directory = out ?? TrainCommand.freeDirectory(for: configuration)
    let paused = control
    guard
      let (subject, window) = try Opening.prepare(
        environment, theme: .day,
        { try Subject(training: configuration, directory: directory, control: paused) })
    else { return }
    let viewer = Viewer(subject)
    viewer.press("h")
    try Presentation.run(viewer, in: window)
  }
}
