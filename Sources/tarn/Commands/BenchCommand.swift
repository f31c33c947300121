import ArgumentParser
import Experiments
import ReinforcementLearning
import Scenes
import Persistence

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed on fixed workloads.",
    discussion: """
      W1 environment stepping, W2 exact planning, W3 tabular Q-learning, W4 dense networks, W6 convolutional networks, \
      W8 recurrent networks, W9 cold start, elementwise functions. What is measured is what the \
      other commands run. --json prints one object a line.

      Example: tarn bench --only W3
      """)

  enum Workload: String, CaseIterable, ExpressibleByArgument {
    case w1 = "W1"
    case w2 = "W2"
    case w3 = "W3"
    case w4 = "W4"
    case w6 = "W6"
    case w8 = "W8"
    case w9 = "W9"
    case elementwise
  }

  @Option(help: "Only this workload.") var only: Workload?
  @Option(help: "How often each is measured after a warm-up; the median counts.") var repeats = 3
  @Flag(help: "Print one JSON object a line.") var json = false

  func run() throws {
    guard repeats > 0 else { throw InputError("--repeats takes a number above 0, not \(repeats)") }
    // The cold start comes first: a child's peak memory counts what its parent had when it was started.
    for workload in [Workload.w9, .w1, .w2, .w3, .w4, .w6, .w8, .elementwise] where only == nil || only == workload {
      switch workload {
      case .w1: try SteppingBenchmark.run(repeats: repeats, report: report)
      case .w2: try PlanningBenchmark.run(repeats: repeats, report: report)
      case .w3: try LearningBenchmark.run(repeats: repeats, report: report)
      case .w4: DenseBenchmark.run(repeats: repeats, report: report)
      case .w6: ConvolutionBenchmark.run(repeats: repeats, report: report)
      case .w8: RecurrentBenchmark.run(repeats: repeats, report: report)
      case .elementwise: ElementwiseBenchmark.run(repeats: repeats, report: report)
      case .w9: try ColdStartBenchmark.run(repeats: repeats, report: report)
      }
    }
  }

  private func report(_ measurement: Measurement) {
    if json { return Output.result(measurement.json.text) }
    let isTime = measurement.unit == "seconds"
    func text(_ value: Double) -> String {
      if measurement.unit == "microseconds" { return "\(Decimals.text(value, 3)) us" }
      return isTime ? "\(Decimals.text(value * 1000, 3)) ms" : "\(Decimals.short(value)) \(measurement.unit)"
    }
    let columns = [
      measurement.workload, ValueMap.pad(measurement.metric, 24), text(Measurement.median(measurement.wall)),
      "by processor time \(text(Measurement.median(measurement.processor)))",
    ]
    Output.result(columns.joined(separator: "  "))
    if !measurement.notes.isEmpty { Output.result("      \(measurement.notes)") }
    for member in measurement.extra { Output.result("      \(member.key) \(member.value.text)") }
  }
}
