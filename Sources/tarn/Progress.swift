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

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Shows where a run stands, if it is time to.
  mutating func update(
    progress: Double, steps: Int, rate: Double, meanReturn: Double?, evaluation: Double?, hasStoppedLearning: Bool
  ) {
    let now = Clock.wall
    if isQuiet || now - last < (isTerminal ? 0.1 : 10) { return }
    last = now
    let left = progress > 0 ? (now - start) / progress * (1 - progress) : 0
    var text = "\(Decimals.grouped(steps)) steps  \(Decimals.short(rate)) steps/s"
    if let meanReturn { text += "  return \(Decimals.text(meanReturn, 3))" }
    if let evaluation { text += "  greedy \(Decimals.text(evaluation, 3))" }
    text += "  \(Self.duration(left)) left"
    if hasStoppedLearning { text += "  learning has ended" }
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
  func finish() { if isDrawn { Output.write("\r\u{1B}[K", to: 2) } }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    return whole >= 3600
      ? "\(whole / 3600) h \(whole / 60 % 60) min" : whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }
}
