import ArgumentParser
import Display
import Persistence
import Scenes
import Synchronization

/// Makes what is to be watched while a window is open already: a large world takes a second or more to set up.
@MainActor
enum Opening {
  /// What came of it.
  private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
  }

  /// Seconds within which no window is opened to say that one must wait.
  private static let patience = 0.3

  /// Makes `value` on a thread of its own.
  ///
  /// - Returns: the value, and the window that was opened meanwhile, if one was; nil if a person closed it.
  static func prepare<Value: Sendable>(
    _ name: String, theme: Theme, _ make: @escaping @Sendable () throws -> Value
  ) throws -> (value: Value, window: Window?)? {
    let outcome = Outcome<Value>()
    let start = Clock.wall
    let thread = TrainingThread.start {
      let result = Result { try make() }
      outcome.result.withLock { $0 = result }
    }
    guard thread != nil else { return (try make(), nil) }
    while Clock.wall - start < patience {
      if let result = outcome.result.withLock({ $0 }) { return (try result.get(), nil) }
      TrainingThread.sleep(milliseconds: 2)
    }
    if Window.isAvailable, let window = try? Window(title: "Tarn: \(name)") {
      return try wait(for: outcome, name, theme, in: window, since: start)
    }
    return try Phase.show("setting up \(name)") {
      while true {
        if let result = outcome.result.withLock({ $0 }) { return (try result.get(), nil) }
        if let number = Signals.pending { throw ExitCode(128 + number) }
        TrainingThread.sleep(milliseconds: 5)
      }
    }
  }

  private static func wait<Value: Sendable>(
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
      if let number = Signals.pending { throw ExitCode(128 + number) }
      if let result = outcome.result.withLock({ $0 }) { return (try result.get(), window) }
      let seconds = Int(Clock.wall - start)
      if seconds == shown { continue }
      shown = seconds
      let layout = OpeningScreen.layout("Setting up \(name)", seconds: seconds, extent: window.extent)
      window.paint(layout.drawing, theme: theme)
    }
  }
}
