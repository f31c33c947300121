internal import Persistence

/// What an epoch came to.
public struct EpochRecord: Sendable, Hashable, Codable {
  /// From 1.
  public var epoch: Int
  /// Updates made since the start.
  public var updates: Int
  /// Mean over the epoch's examples, while learning.
  public var trainingLoss: Double
  /// Of its last update.
  public var learningRate: Double
  /// Nil without validation.
  public var validationLoss: Double?
  /// Nil without validation and for numbers.
  public var validationAccuracy: Double?

  /// The line of `metrics.jsonl`, without its end.
  public var line: String {
    var members: [JSON.Member] = [
      .init(key: "epoch", value: .integer(epoch)), .init(key: "updates", value: .integer(updates)),
      .init(key: "loss", value: .finite(trainingLoss)), .init(key: "learning_rate", value: .real(learningRate)),
    ]
    if let validationLoss { members.append(.init(key: "validation_loss", value: .finite(validationLoss))) }
    if let validationAccuracy {
      members.append(.init(key: "validation_accuracy", value: .real(validationAccuracy)))
    }
    return JSON.object(members).text
  }
}
