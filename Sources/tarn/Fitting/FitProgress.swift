import Experiments
import Persistence
import Scenes

/// The bar of a fit: epoch, updates a second, running loss, time left; one plain line every ten seconds without a terminal.
struct FitProgressReport {
  private let isQuiet: Bool
  private let isTerminal = Output.isTerminal(2)
  private let start = Clock.wall
  private var last = Clock.wall
  private var isDrawn = false
  private var smoothed: Double?

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  mutating func update(done: Int, of total: Int, epoch: Int, epochs: Int, loss: Double, sinceStart: Int) {
    smoothed = smoothed.map { 0.98 * $0 + 0.02 * loss } ?? loss
    let now = Clock.wall
    if isQuiet || now - last < (isTerminal ? 0.1 : 10) { return }
    last = now
    let progress = Double(done) / Double(max(total, 1))
    let rate = Double(sinceStart) / max(now - start, 1e-9)
    let text =
      "epoch \(epoch) of \(epochs)  \(Decimals.short(rate)) updates/s  loss \(Decimals.text(smoothed ?? loss, 4))  "
      + "\(ProgressReport.duration(Double(total - done) / max(rate, 1e-9))) left"
    isDrawn = ProgressReport.show(text, progress: progress, isTerminal: isTerminal) || isDrawn
  }

  /// Clears the bar.
  mutating func finish() {
    if isDrawn { Output.write("\r\u{1B}[K", to: 2) }
    isDrawn = false
  }
}
