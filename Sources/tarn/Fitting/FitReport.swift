import Experiments
import NeuralNetworks
import Persistence
import Scenes
import Workbench
import SupervisedLearning

/// What a fit tells a person: a row an epoch, then a table of scores.
enum FitReport {
  /// - Parameter isStandardized: whether losses are of standardised targets; the scores name that unit too.
  static func epochHeading(isStandardized: Bool) -> String {
    (isStandardized
      ? "losses are mean squared errors of standardised targets: always to answer the mean would give 1\n" : "")
      + "epoch   loss      validation loss   accuracy   learning rate"
  }

  static func row(_ record: EpochRecord, isBest: Bool) -> String {
    func cell(_ value: Double?, _ digits: Int, _ width: Int) -> String {
      ValueMap.pad(value.map { Decimals.text($0, digits) } ?? "", width)
    }
    return ValueMap.pad("\(record.epoch)", 8) + cell(record.trainingLoss, 4, 10)
      + cell(record.validationLoss, 4, 11) + (isBest ? "best   " : "       ")
      + cell(record.validationAccuracy, 4, 11) + "\(record.learningRate)"
  }

  /// Scores as lines: overall, by class, by group, confusion.
  static func lines(_ fit: FitScores, part: String, count: Int) -> [String] {
    let scores = fit.scores
    var lines: [String] = []
    let loss =
      fit.standardizedLoss.map {
        "loss \(Decimals.text($0, 4)) of standardised targets, mean squared error \(Decimals.text(scores.loss, 4))"
      } ?? "loss \(Decimals.text(scores.loss, 4))"
    var overall = ["\(part): \(Decimals.grouped(count)) examples, \(loss)"]
    if let accuracy = scores.accuracy { overall.append("accuracy \(percent(accuracy))") }
    if let accuracy = scores.sequenceAccuracy { overall.append("whole sequences \(percent(accuracy))") }
    if let error = scores.rootMeanSquaredError { overall.append("root mean squared error \(Decimals.text(error, 4))") }
    if let error = scores.meanAbsoluteError { overall.append("mean absolute error \(Decimals.text(error, 4))") }
    if let share = scores.explainedVariance { overall.append("R2 \(Decimals.text(share, 4))") }
    if let confusion = scores.confusion { overall.append("macro F1 \(Decimals.text(confusion.macroF1, 4))") }
    lines.append(overall.joined(separator: ", "))
    if let confusion = scores.confusion {
      let width = max(confusion.names.map(\.count).max() ?? 0, 5) + 2
      lines += ["", ValueMap.pad("class", width) + "precision  recall  F1      examples"]
      for score in confusion.classScores {
        func cell(_ value: Double?, _ width: Int) -> String {
          ValueMap.pad(value.map { Decimals.text($0, 3) } ?? "-", width)
        }
        lines.append(
          ValueMap.pad(score.name, width) + cell(score.precision, 11) + cell(score.recall, 8) + cell(score.f1, 8)
            + "\(score.support)")
      }
      if confusion.names.count <= 20 { lines += ["", "rows: truth, columns: prediction"] + matrix(confusion, width) }
    }
    return lines + groupLines(scores.groups ?? [])
  }

  /// A line a group; none where there are no groups.
  static func groupLines(_ groups: [Scores.GroupScore]) -> [String] {
    if groups.isEmpty { return [] }
    let width = (groups.map(\.name.count).max() ?? 0) + 2
    return ["", "by group"]
      + groups.map { group in
        let figure =
          group.accuracy.map { "accuracy \(percent($0))" }
          ?? "mean squared error \(Decimals.text(group.meanSquaredError ?? 0, 4))"
        return ValueMap.pad(group.name, width) + "\(figure)  of \(group.count)"
      }
  }

  private static func matrix(_ confusion: ConfusionMatrix, _ width: Int) -> [String] {
    let column = max(confusion.names.map(\.count).max() ?? 0, "\(confusion.counts.joined().max() ?? 0)".count) + 1
    func right(_ text: String) -> String { String(repeating: " ", count: max(column - text.count, 0)) + text }
    let heading = String(repeating: " ", count: width) + confusion.names.map(right).joined()
    return [heading]
      + zip(confusion.names, confusion.counts).map { name, row in
        ValueMap.pad(name, width) + row.map { right($0 == 0 ? "." : "\($0)") }.joined()
      }
  }

  static func percent(_ share: Double) -> String { "\(Decimals.text(100 * share, 2))%" }
}
