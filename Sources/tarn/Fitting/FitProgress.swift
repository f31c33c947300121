import Scenes
import SupervisedLearning

extension ProgressReport {
  /// Shows where a fit stands: epoch, updates a second, the mean loss of the epoch so far, time left.
  ///
  /// - Parameter total: batches in all epochs.
  mutating func update(_ session: FitSession, of total: Int) {
    update(progress: Double(session.position) / Double(max(total, 1)), at: session.position) { rate, left in
      let progress = session.training.progress
      // Between two epochs there is none yet.
      let loss =
        progress.exampleCount > 0 ? progress.lossSum / Double(progress.exampleCount) : session.latestLoss ?? .nan
      let epochs = session.training.configuration.epochs
      return "epoch \(min(progress.epoch + 1, epochs)) of \(epochs)  \(Decimals.short(rate)) updates/s  "
        + "loss \(Decimals.text(loss, 4))  \(left) left"
    }
  }
}
