import NeuralNetworks
public import Tensors

/// How often each class was taken for each: rows are the truth, columns the prediction.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// Of the classes, in order of index.
  public var names: [String]
  /// [truth][prediction]
  public private(set) var counts: [[Int]]

  /// A matrix of zeros.
  public init(names: [String]) {
    self.names = names
    counts = names.map { _ in [Int](repeating: 0, count: names.count) }
  }

  /// Counts pairs of class indices.
  ///
  /// - Precondition: there are as many predictions as truths.
  public init(truth: [Int], prediction: [Int], names: [String]) {
    precondition(
      truth.count == prediction.count, "\(prediction.count) predictions cannot be compared with \(truth.count) truths")
    self.init(names: names)
    for (t, p) in zip(truth, prediction) { counts[t][p] += 1 }
  }

  /// All that were judged.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
  /// Those taken for what they are.
  public var correct: Int { names.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share that is right; NaN of nothing.
  public var accuracy: Double { Double(correct) / Double(total) }

  /// Precision, recall and their harmonic mean for one class.
  public struct ClassScore: Sendable, Hashable, Codable {
    /// The class's.
    public var name: String
    /// Of those called so, the share that is so; nil if none was called so.
    public var precision: Double?
    /// Of those that are so, the share called so; nil if none is.
    public var recall: Double?
    /// 2 / (1 / precision + 1 / recall), 0 where nothing is right; nil for a class that neither occurs nor was predicted.
    public var f1: Double?
    /// How many are so.
    public var support: Int
  }

  /// One a class, in order of index.
  public var classScores: [ClassScore] {
    names.indices.map { index in
      let right = Double(counts[index][index])
      let truth = counts[index].reduce(0, +)
      let called = counts.reduce(0) { $0 + $1[index] }
      return ClassScore(
        name: names[index], precision: called > 0 ? right / Double(called) : nil,
        recall: truth > 0 ? right / Double(truth) : nil,
        f1: truth + called > 0 ? 2 * right / Double(truth + called) : nil, support: truth)
    }
  }

  /// The mean F1 over classes that occur or were predicted: small classes count as much as large ones.
  public var macroF1: Double {
    let scores = classScores.compactMap(\.f1)
    return scores.reduce(0, +) / Double(max(scores.count, 1))
  }
}

/// What a model scores on a part of the data.
public struct Scores: Sendable, Hashable, Codable {
  /// The mean loss, as training has it.
  public var loss: Double
  /// Of the examples (of the steps, for sequences); nil for numbers.
  public var accuracy: Double?
  /// Of whole sequences; nil unless every step has a label.
  public var sequenceAccuracy: Double?
  /// Of numbers: the root of the mean of (y - t)^2.
  public var rootMeanSquaredError: Double?
  /// Of numbers: the mean of |y - t|.
  public var meanAbsoluteError: Double?
  /// Of numbers: 1 - squared errors / squared deviations from the mean; nil where the targets never vary.
  public var explainedVariance: Double?
  /// Of one label in several.
  public var confusion: ConfusionMatrix?
  /// By group, in the order of the data set's group names: examples and accuracy (or error, for numbers).
  public var groups: [GroupScore]?

  /// A model good on average can be bad on a group.
  public struct GroupScore: Sendable, Hashable, Codable {
    /// The group's.
    public var name: String
    /// How many examples it has.
    public var count: Int
    /// The share that is right; nil for numbers.
    public var accuracy: Double?
    /// Of numbers; nil for labels.
    public var meanSquaredError: Double?
  }
}

extension Scores {
  /// Judges a network's raw outputs.
  ///
  /// - Parameter outputs: [examples, ...] before the output activation.
  public init(problem: Problem, outputs: Tensor, data: Dataset) {
    let loss = problem.loss(outputs, data.targets).value
    self.init(loss: loss)
    switch problem {
    case .regression:
      let (predicted, truth) = (outputs.doubles, data.targets.doubles)
      let errors = zip(predicted, truth).map { $0 - $1 }
      let count = Double(max(errors.count, 1))
      let mean = truth.reduce(0, +) / count
      let variance = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let squares = errors.map { $0 * $0 }
      rootMeanSquaredError = (squares.reduce(0, +) / count).squareRoot()
      meanAbsoluteError = errors.reduce(0) { $0 + abs($1) } / count
      explainedVariance = variance > 0 ? 1 - squares.reduce(0, +) / variance : nil
      let width = errors.count / max(data.count, 1)
      groups = data.scoresByGroup { indices in
        let chosen = indices.flatMap { squares[($0 * width)..<(($0 + 1) * width)] }
        return (nil, chosen.reduce(0, +) / Double(max(chosen.count, 1)))
      }
    case .singleLabel:
      let predicted = outputs.indicesOfLargest()
      let truth = data.labels
      confusion = ConfusionMatrix(truth: truth, prediction: predicted, names: data.outputNames)
      judge(zip(predicted, truth).map { $0 == $1 }, data)
    case .binary:
      let predicted = outputs.elements.map { $0 > 0 ? 1 : 0 }
      let truth = data.labels
      confusion = ConfusionMatrix(truth: truth, prediction: predicted, names: data.outputNames)
      judge(zip(predicted, truth).map { $0 == $1 }, data)
    case .multiLabel:
      judge(zip(outputs.elements, data.targets.elements).map { ($0 > 0) == ($1 > 0.5) }, data)
    }
  }

  private init(loss: Double) { self = Scores(loss: loss, accuracy: nil) }

  /// `isRight` has one entry a decision: one or several an example.
  private mutating func judge(_ isRight: [Bool], _ data: Dataset) {
    let width = isRight.count / max(data.count, 1)
    accuracy = Double(isRight.count { $0 }) / Double(max(isRight.count, 1))
    if width > 1 {
      let whole = (0..<data.count).count { example in
        isRight[(example * width)..<((example + 1) * width)].allSatisfy { $0 }
      }
      sequenceAccuracy = Double(whole) / Double(data.count)
    }
    groups = data.scoresByGroup { indices in
      let chosen = indices.flatMap { isRight[($0 * width)..<(($0 + 1) * width)] }
      return (Double(chosen.count { $0 }) / Double(max(chosen.count, 1)), nil)
    }
  }

  private init(loss: Double, accuracy: Double?) {
    self.loss = loss
    self.accuracy = accuracy
    sequenceAccuracy = nil
    rootMeanSquaredError = nil
    meanAbsoluteError = nil
    explainedVariance = nil
    confusion = nil
    groups = nil
  }
}

extension Dataset {
  fileprivate func scoresByGroup(
    _ score: (_ indices: [Int]) -> (accuracy: Double?, meanSquaredError: Double?)
  ) -> [Scores.GroupScore]? {
    guard let groups else { return nil }
    return groupNames.indices.compactMap { group in
      let indices = groups.indices.filter { groups[$0] == group }
      if indices.isEmpty { return nil }
      let (accuracy, error) = score(indices)
      return Scores.GroupScore(
        name: groupNames[group], count: indices.count, accuracy: accuracy, meanSquaredError: error)
    }
  }
}
