import ArgumentParser
import Experiments
import NeuralNetworks
import Persistence
import Randomness
import Scenes
import Workbench
import SupervisedLearning

/// Cross-validation: a fit a fold, each tested on what it did not see; mean and spread over folds.
struct FitFolds {
  let plan: FitPlan
  let raw: RawData
  let count: Int
  let isQuiet: Bool
  let isJSON: Bool

  func run() throws {
    guard plan.testFile == nil else { throw InputError("--folds tests on parts of the data; leave --test-file out") }
    var random = Seed(plan.seed).derived(for: .folds).generator()
    let folds =
      try raw.all.groups.map { try Folds.grouped(count, groups: $0, using: &random) }
      ?? Folds.random(count, exampleCount: raw.all.count, using: &random)
    var results: [FitScores] = []
    for (index, held) in folds.enumerated() {
      let isHeld = Set(held)
      var rest = (0..<raw.all.count).filter { !isHeld.contains($0) }
      random.shuffle(&rest)
      let validationCount = plan.settings.patience > 0 ? Int(Double(rest.count) * plan.validation) : 0
      let split = Split(
        training: rest.dropFirst(validationCount).sorted(), validation: rest.prefix(validationCount).sorted(),
        test: held)
      let data = try FitData(raw, split, plan)
      var generator = Seed(plan.seed).derived(for: .initialization, index).generator()
      let (model, _) = try ModelBuilder.build(plan.layer, exampleShape: data.training.exampleShape, using: &generator)
      let training = SupervisedTraining(
        model, problem: data.training.problem, plan.settings, seed: Seed(plan.seed).derived(for: .fold, index))
      var session = FitSession(training, on: data.training, validation: data.validation)
      session.supervision = Phase.supervision
      var report = ProgressReport(isQuiet: isQuiet)
      let total = plan.settings.epochs * session.batchesPerEpoch
      while !session.isFinished, !session.supervision.isCancelled {
        _ = session.advance(by: 16)
        if let failure = session.failure { throw failure }
        report.update(session, of: total)
      }
      report.finish()
      if let number = Signals.pending { throw ExitCode(128 + number) }
      guard let test = data.test else { continue }
      let scores = data.scores(of: session.training.bestModel, on: test)
      results.append(scores)
      if !isQuiet {
        Output.diagnostic(FitReport.lines(scores, part: "fold \(index + 1)", count: test.count).first ?? "")
      }
    }
    let figures = results.map { $0.scores.accuracy ?? $0.scores.loss }
    let mean = figures.reduce(0, +) / Double(max(figures.count, 1))
    let variance = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(figures.count - 1, 1))
    let isRegression = raw.all.problem == .regression
    let name = results.first?.scores.accuracy == nil ? "loss" : "accuracy"
    if !isJSON {
      Output.result(
        "\(count) folds: \(isRegression ? "mean squared error" : name) \(Decimals.text(mean, 4)), standard deviation \(Decimals.text(variance.squareRoot(), 4))"
      )
      // Each group is whole in one fold, so what was tested there is all of it.
      let groups = results.flatMap { $0.scores.groups ?? [] }.sorted { $0.name < $1.name }
      for line in FitReport.groupLines(groups) { Output.result(line) }
      return
    }
    Output.result(
      JSON.members([
        "folds": .integer(count), "mean_\(name)": .finite(mean), "std_\(name)": .finite(variance.squareRoot()),
        "scores": .array(results.map(\.json)),
      ]).text)
  }
}
