import ArgumentParser
import Display
import Experiments
import ReinforcementLearning
import Scenes
import Synchronization
import Persistence
import Workbench

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Watch an agent learn FrozenLake: the first thing to try.",
    discussion: """
      With a display a window opens and Q-learning learns the 8x8 lake in it. Without one the agent is trained, the \
      value map is printed, and a picture and a clip are saved.

      Example: tarn demo
      """)

  @Option(parsing: .unconditional, help: "Seed of every random stream.", transform: Typed.seed) var seed: UInt64 = 1
  @Option(help: "The run directory.", completion: .directory) var out: String?
  @Flag(help: "No window, even where there is a display.") var headless = false
  @Flag(help: "Print one JSON object when it ends.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  @MainActor
  func run() async throws {
    Signals.install()
    var request = RunRequest(agent: "q-learning", environment: "FrozenLake8x8-v1")
    (request.seed, request.steps, request.settings) = (seed, 1_000_000, ["epsilonSteps=0.25x"])
    let configuration = try request.configuration()
    let directory = out ?? RunRequest.directory(for: configuration)
    var choices = ViewChoices()
    choices.speed = try WatchCommand.speedIndex("4096")
    let hasWindow = !headless && Window.isAvailable
    let control = Track.Control(speed: hasWindow ? Speeds.rate(choices.speed) : nil)
    let viewer = Viewer(
      try Subject(training: configuration, directory: directory, control: control, supervision: Phase.supervision),
      choices: choices)
    if hasWindow { return try Watching.show(viewer, isQuiet: quiet, report: json ? .summary : .screen) }
    if !quiet { Output.diagnostic("no display: training Q-learning on FrozenLake 8x8 for 1,000,000 steps") }
    viewer.trainToEnd()
    if let failure = viewer.failure { throw WorkError(failure) }
    if let number = Signals.pending {
      for line in viewer.farewell { Output.diagnostic(line) }
      throw ExitCode(128 + number)
    }
    viewer.choices.speed = Speeds.normal
    let (picture, clip) = ("\(directory)/picture.png", "\(directory)/clip.mp4")
    if !json { Output.result(TerminalScreen.screen(viewer.model(barCount: 78)).text) }
    try Picture.save(viewer, to: picture)
    if !json { Output.result("\npicture  \(picture)") }
    var hasClip = false
    do {
      try Watching.record(viewer, to: clip, frames: 250, from: nil)
      hasClip = true
    } catch let error as DisplayError {
      Output.diagnostic("no clip: \(error)")
    }
    if json {
      return Output.result(viewer.summary(["picture": picture, "clip": hasClip ? clip : nil]).text)
    }
    if hasClip { Output.result("clip     \(clip)") }
    Output.result("next     tarn evaluate \(directory)")
  }
}
