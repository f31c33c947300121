import ArgumentParser
import Display
import Persistence
import Scenes
import Synchronization
import Workbench

/// Makes what is to be watched while a window is open already: a large world takes a second or more to set up.
@MainActor
enum Opening {
  /// What came of it: written once by the thread that makes it, read by the window's when it is there.
  private final class Outcome<Value>: @unchecked Sendable {
    private var made: Result<Value, any Error>?
    private let isMade = Atomic(false)

    func finish(_ result: Result<Value, any Error>) {
      made = result
      isMade.store(true, ordering: .releasing)
    }

    var result: Result<Value, any Error>? { isMade.load(ordering: .acquiring) ? made : nil }
  }

  /// Seconds within which no window is opened to say that one must wait.
  private static let patience = 0.3

  /// Makes `value` on a thread of its own.
  ///
  /// - Returns: the value, and the window that was opened meanwhile, if one was; nil if a person closed it.
  static func prepare<Value>(
    _ name: String, theme: Theme, _ make: @escaping @Sendable () throws -> Value
  ) throws -> (value: Value, window: Window?)? {
    let outcome = Outcome<Value>()
    let start = Clock.wall
    let thread = TrainingThread.start {
      let result = Result { try make() }
      outcome.finish(result)
    }
    guard thread != nil else { return (try make(), nil) }
    while Clock.wall - start < patience {
      if let result = outcome.result { return (try result.get(), nil) }
      TrainingThread.sleep(milliseconds: 2)
    }
    if Window.isAvailable, let window = try? Window(title: "Tarn: \(name)") {
      return try wait(for: outcome, name, theme, in: window, since: start)
    }
    return try Phase.show("setting up \(name)") {
      while true {
        if let result = outcome.result { return (try result.get(), nil) }
        if let number = Signals.pending { throw stopped(number) }
        TrainingThread.sleep(milliseconds: 5)
      }
    }
  }

  /// What a signal comes to while there is nothing to save yet.
  private static func stopped(_ number: Int32) -> ExitCode {
    if Signals.hasLine { Signals.clearLine() }
    Signals.sayNothingIsSaved()
    return ExitCode(128 + number)
  }

  private static func wait<Value>(
    for outcome: Outcome<Value>, _ name: String, _ theme: Theme, in window: Window, since start: Double
  ) throws -> (value: Value, window: Window?)? {
    var shown = -1
    while true {
      for event in window.events(waiting: 20) {
        switch event {
        case .close, .key("q", _), .key("escape", _): return nil
        case .resized: shown = -1
        default: break
        }
      }
      if let number = Signals.pending { throw stopped(number) }
      if let result = outcome.result { return (try result.get(), window) }
      let seconds = Int(Clock.wall - start)
      if seconds == shown { continue }
      shown = seconds
      let layout = OpeningScreen.layout("Setting up \(name)", seconds: seconds, extent: window.extent)
      window.paint(layout.drawing, theme: theme)
    }
  }
}
