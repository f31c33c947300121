import Experiments
import Scenes
import Persistence

/// A bar that redraws itself on a terminal, or one plain line every ten seconds elsewhere.
struct ProgressReport {
  private let isQuiet: Bool
  private let isTerminal = Output.isTerminal(2)
  private let start = Clock.wall
  private var last = Clock.wall
  private var isDrawn = false
  /// Where the work stood when it was looked at first.
  private var begun: (position: Int, progress: Double)?

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Shows where work stands, if it is time to.
  ///
  /// - Parameters:
  ///   - progress: the share that is done, 0 to 1.
  ///   - position: units of work done.
  ///   - words: the line, given the units a second and the time left.
  mutating func update(progress: Double, at position: Int, _ words: (_ rate: Double, _ left: String) -> String) {
    let (startPosition, startProgress) = begun ?? (position, progress)
    begun = (startPosition, startProgress)
    let now = Clock.wall
    if isQuiet || now - last < (isTerminal ? 0.1 : 10) { return }
    last = now
    let elapsed = max(now - start, 1e-9)
    // What an earlier part of the run did says nothing about the pace of this one.
    let pace = (progress - startProgress) / elapsed
    let left = pace > 0 ? (1 - progress) / pace : 0
    let text = words(Double(position - startPosition) / elapsed, Self.duration(left))
    isDrawn = Self.show(text, progress: progress, isTerminal: isTerminal) || isDrawn
  }

  /// Draws a bar with a text over the one before, or prints a line; says whether there is a bar to clear.
  static func show(_ text: String, progress: Double, isTerminal: Bool) -> Bool {
    if isTerminal {
      let filled = Int(min(max(progress, 0), 1) * 24)
      let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: 24 - filled)
      Output.write("\r\u{1B}[K\(bar) \(Int(progress * 100))%  \(text)", to: 2)
    } else {
      Output.diagnostic("\(Int(progress * 100))%  \(text)")
    }
    return isTerminal
  }

  /// Clears the bar.
  mutating func finish() {
    if isDrawn { Output.write("\r\u{1B}[K", to: 2) }
    isDrawn = false
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    return whole >= 3600
      ? "\(whole / 3600) h \(whole / 60 % 60) min" : whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }
}
