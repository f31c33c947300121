package import Persistence
import SupervisedLearning

extension FitScores {
  /// The scores as a summary holds them.
  package var json: JSON {
    var members: [JSON.Member] = [.init(key: "loss", value: .finite(scores.loss))]
    func add(_ key: String, _ value: Double?) {
      if let value { members.append(.init(key: key, value: .finite(value))) }
    }
    add("loss_standardized", standardizedLoss)
    add("accuracy", scores.accuracy)
    add("sequence_accuracy", scores.sequenceAccuracy)
    add("rmse", scores.rootMeanSquaredError)
    add("mae", scores.meanAbsoluteError)
    add("r2", scores.explainedVariance)
    if let confusion = scores.confusion {
      add("macro_f1", confusion.macroF1)
      members.append(
        .init(
          key: "classes",
          value: .array(
            confusion.classScores.map { score in
              .members([
                "name": .string(score.name), "precision": .finite(score.precision), "recall": .finite(score.recall),
                "f1": .finite(score.f1), "support": .integer(score.support),
              ])
            })))
      members.append(
        .init(
          key: "confusion", value: .array(confusion.counts.map { row in .array(row.map { .integer($0) }) })))
    }
    if let groups = scores.groups {
      members.append(
        .init(
          key: "groups",
          value: .array(
            groups.map { group in
              .members([
                "name": .string(group.name), "count": .integer(group.count), "accuracy": .finite(group.accuracy),
                "mean_squared_error": .finite(group.meanSquaredError),
              ])
            })))
    }
    return .object(members)
  }
}
