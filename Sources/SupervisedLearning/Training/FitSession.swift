public import NeuralNetworks
public import Persistence

/// A network learning from data, as a session: it can be advanced batch by batch, saved and taken up again like an agent's.
///
/// The unit of work is a batch. Epochs are closed on the way: ``advance(by:)`` comes back after each, so that it can be
/// recorded.
public struct FitSession: Session {
  /// The training itself: model, optimizer, counters.
  public private(set) var training: SupervisedTraining<Sequential>
  /// The examples it learns from.
  public let data: Dataset
  /// The examples it is judged by after each epoch, where there are some.
  public let validation: Dataset?
  /// The loss of the newest batch; nil before the first.
  public private(set) var latestLoss: Double?
  /// Why it cannot go on: a ``DivergenceError``.
  public private(set) var failure: (any Error)?
  /// Cancels between two batches.
  public var supervision = Supervision.none
  private var epochs: [EpochRecord] = []

  /// - Parameters:
  ///   - training: not begun, or as far as it has come.
  ///   - data: what it learns from.
  ///   - validation: what it is judged by.
  public init(_ training: SupervisedTraining<Sequential>, on data: Dataset, validation: Dataset?) {
    (self.training, self.data, self.validation) = (training, data, validation)
  }

  /// Batches learned from.
  public var position: Int { training.progress.epoch * batchesPerEpoch + training.progress.batch }
  /// Batches in an epoch.
  public var batchesPerEpoch: Int { training.batchCount(of: data) }
  /// Whether all epochs are done, or no better loss came for too long.
  public var isFinished: Bool { training.isFinished }

  /// Learns from at most `work` batches; stops at the end of an epoch, when cancelled, and for good where training
  /// fails.
  ///
  /// - Returns: batches learned from.
  public mutating func advance(by work: Int) -> Int {
    var done = 0
    do {
      while done < work, !isFinished, !supervision.isCancelled {
        guard let loss = try training.advance(on: data) else {
          // A checkpoint may lie between the last batch of an epoch and its end.
          epochs.append(training.finishEpoch(validation: validation))
          break
        }
        latestLoss = loss
        done += 1
        if training.progress.batch == batchesPerEpoch {
          epochs.append(training.finishEpoch(validation: validation))
          break
        }
      }
    } catch {
      failure = error
    }
    return done
  }

  /// The epochs closed since the last call.
  public mutating func takeEpochs() -> [EpochRecord] {
    defer { epochs = [] }
    return epochs
  }

  /// Saves or restores the training.
  ///
  /// - Throws: ``InputError`` where what is restored is of another training; ``WorkError`` where it cannot be saved.
  public mutating func archive(_ archive: inout StateArchive) throws { try training.archive(&archive) }
}
