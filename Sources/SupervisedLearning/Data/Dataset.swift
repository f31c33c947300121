public import Persistence
public import Randomness
public import Tensors

/// Examples with what is to be predicted from them.
public struct Dataset: Sendable {
  /// What is predicted.
  public var problem: Problem
  /// [examples, ...]
  public var features: Tensor
  /// One label in several: [examples] of indices, or [examples, steps] where every step of a sequence has one.
  /// Otherwise [examples, outputs].
  public var targets: Tensor
  /// Names of the classes or outputs, in order of index.
  public var outputNames: [String]
  /// The group each example belongs to, where groups are known: for metrics by group and for folds that keep groups whole.
  public var groups: [Int]?
  /// In order of the numbers in ``groups``.
  public var groupNames: [String] = []

  /// A data set of examples that are numbers already.
  ///
  /// - Precondition: there are as many targets as examples.
  public init(
    problem: Problem, features: Tensor, targets: Tensor, outputNames: [String], groups: [Int]? = nil,
    groupNames: [String] = []
  ) {
    precondition(
      features.shape[0] == targets.shape[0],
      "a data set has as many targets as examples, not \(targets.shape[0]) for \(features.shape[0])")
    self.problem = problem
    self.features = features
    self.targets = targets
    self.outputNames = outputNames
    self.groups = groups
    self.groupNames = groupNames
  }

  /// How many examples there are.
  public var count: Int { features.shape[0] }

  /// The shape of one example.
  public var exampleShape: Shape { Shape(features.shape.dropFirst()) }

  /// Examples by index, in that order.
  public func subset(_ indices: [Int]) -> Dataset {
    var part = self
    part.features = features.rows(indices)
    part.targets = targets.rows(indices)
    part.groups = groups.map { groups in indices.map { groups[$0] } }
    return part
  }

  /// The class index of each example, for single labels.
  public var labels: [Int] { targets.elements.map { Int($0) } }
}

/// Which examples train, choose and judge.
public struct Split: Sendable, Hashable {
  /// Indices of the examples to learn from, ascending.
  public var training: [Int]
  /// Of those that choose when to stop.
  public var validation: [Int]
  /// Of those that judge.
  public var test: [Int]

  /// A division by index.
  public init(training: [Int], validation: [Int], test: [Int]) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// A random division; each class (or, for numbers, the whole) is divided alike, so that none is missing from a part.
  ///
  /// - Throws: ``InputError`` where the fractions leave nothing to train on.
  public init(
    _ data: Dataset, validation validationFraction: Double, test testFraction: Double,
    using random: inout some RandomSource
  ) throws(InputError) {
    guard validationFraction >= 0, testFraction >= 0, validationFraction + testFraction < 1 else {
      throw InputError(
        "fractions \(validationFraction) for validation and \(testFraction) for testing leave nothing to train on; "
          + "they must be at least 0 and add up to less than 1")
    }
    var strata: [Int: [Int]] = [:]
    let isStratified = data.problem == .singleLabel && data.targets.rank == 1
    let labels = isStratified ? data.labels : []
    for index in 0..<data.count { strata[isStratified ? labels[index] : 0, default: []].append(index) }
    (training, validation, test) = ([], [], [])
    for (_, members) in strata.sorted(by: { $0.key < $1.key }) {
      var members = members
      random.shuffle(&members)
      let testCount = Int((Double(members.count) * testFraction).rounded())
      let validationCount = Int((Double(members.count) * validationFraction).rounded())
      test += members.prefix(testCount)
      validation += members.dropFirst(testCount).prefix(validationCount)
      training += members.dropFirst(testCount + validationCount)
    }
    for path in [\Split.training, \.validation, \.test] as [WritableKeyPath<Split, [Int]>] {
      self[keyPath: path].sort()
    }
    guard !training.isEmpty else {
      throw InputError("\(data.count) examples are too few to hold out \(validationFraction + testFraction) of them")
    }
  }
}

/// k-fold cross-validation: each part is held out once.
public enum Folds {
  /// Random folds of nearly equal size, as index lists of what is held out.
  ///
  /// - Throws: ``InputError`` unless 2 <= `count` <= `exampleCount`.
  public static func random(
    _ count: Int, exampleCount: Int, using random: inout some RandomSource
  ) throws(InputError) -> [[Int]] {
    guard count >= 2, count <= exampleCount else {
      throw InputError("\(count) folds cannot be made of \(exampleCount) examples; valid is 2 to \(exampleCount)")
    }
    let order = random.permutation(exampleCount)
    return (0..<count).map { fold in
      order[(fold * exampleCount / count)..<((fold + 1) * exampleCount / count)].sorted()
    }
  }

  /// Folds that never divide a group: what is learnt of one person must not be tested on the same person.
  ///
  /// Groups go, the largest first, to the smallest fold; equals in random order.
  ///
  /// - Throws: ``InputError`` where there are fewer groups than folds.
  public static func grouped(
    _ count: Int, groups: [Int], using random: inout some RandomSource
  ) throws(InputError) -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for (index, group) in groups.enumerated() { members[group, default: []].append(index) }
    guard count >= 2, count <= members.count else {
      throw InputError("\(count) folds cannot keep \(members.count) groups whole; valid is 2 to \(members.count)")
    }
    var order = members.sorted { $0.key < $1.key }.map(\.value)
    random.shuffle(&order)
    let largestFirst = order.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    var folds = [[Int]](repeating: [], count: count)
    for (_, group) in largestFirst {
      let smallest = folds.indices.min { folds[$0].count < folds[$1].count } ?? 0
      folds[smallest] += group
    }
    return folds.map { $0.sorted() }
  }
}

/// Shuffled mini-batches of one epoch; with ``size`` at the number of examples, batch gradient descent, with 1 stochastic.
public struct Batches: Sendable {
  /// Indices of examples.
  public var order: [Int]
  /// Of each batch but perhaps the last.
  public var size: Int

  /// A random order of all examples.
  public init(exampleCount: Int, size: Int, using random: inout some RandomSource) {
    order = random.permutation(exampleCount)
    self.size = size
  }

  /// In the given order.
  public init(order: [Int], size: Int) {
    self.order = order
    self.size = size
  }

  /// How many batches there are.
  public var count: Int { (order.count + size - 1) / size }

  /// The examples of a batch; the last may be smaller.
  public subscript(index: Int) -> [Int] { Array(order[(index * size)..<Swift.min((index + 1) * size, order.count)]) }
}
