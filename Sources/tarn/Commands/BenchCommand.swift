import ArgumentParser
import Experiments
import ReinforcementLearning
import Scenes
import Persistence

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed on fixed workloads.",
    discussion: """
      W1 environment stepping, W2 exact planning, W3 tabular Q-learning, W4 dense networks, W5 DQN on CartPole, W6 \
      convolutional networks and DQN on Breakout, W7 PPO and A2C, W8 recurrent networks, W9 cold start, W10 replay, \
      scaling with the cells of a map, to two cores and in memory, elementwise functions. What is measured is what the \
      other commands run. --json prints one object a line.

      Example: tarn bench --only W3
      """)

  enum Workload: String, CaseIterable, ExpressibleByArgument {
    case w1 = "W1"
    case w2 = "W2"
    case w3 = "W3"
    case w4 = "W4"
    case w5 = "W5"
    case w6 = "W6"
    case w7 = "W7"
    case w8 = "W8"
    case w9 = "W9"
    case w10 = "W10"
    case scaling
    case elementwise
  }

  @Option(help: "Only this workload.") var only: Workload?
  @Option(
    parsing: .unconditional, help: "How often each is measured after a warm-up; the median counts.",
    transform: Typed.count)
  var repeats = 3
  @Flag(help: "Print one JSON object a line.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    // The cold start comes first: a child's peak memory counts what its parent had when it was started.
    let order: [Workload] = [.w9, .scaling, .w1, .w2, .w3, .w4, .w5, .w6, .w7, .w8, .w10, .elementwise]
    for workload in order where only == nil || only == workload {
      switch workload {
      case .w1:
        try SteppingBenchmark.run(repeats: repeats, report: report)
        try BatchBenchmark.run(repeats: repeats, report: report)
      case .w2: try PlanningBenchmark.run(repeats: repeats, report: report)
      case .w3: try LearningBenchmark.run(repeats: repeats, report: report)
      case .w4: DenseBenchmark.run(repeats: repeats, report: report)
      case .w5: try AgentBenchmark.dqnCartPole(repeats: repeats, report: report)
      case .w6:
        ConvolutionBenchmark.run(repeats: repeats, report: report)
        try AgentBenchmark.dqnBreakout(repeats: repeats, report: report)
      case .w7: try AgentBenchmark.policyGradients(repeats: repeats, report: report)
      case .w10: ReplayBenchmark.run(repeats: repeats, report: report)
      case .scaling: try ScalingBenchmark.run(repeats: repeats, report: report)
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
      if measurement.unit == "ratio" || measurement.unit == "MB" {
        return "\(Decimals.text(value, 2)) \(measurement.unit)"
      }
      if measurement.unit == "microseconds" { return "\(Decimals.text(value, 3)) us" }
      return isTime ? "\(Decimals.text(value * 1000, 3)) ms" : "\(Decimals.short(value)) \(measurement.unit)"
    }
    var columns = [
      measurement.workload, ValueMap.pad(measurement.metric, 24), text(Measurement.median(measurement.wall)),
    ]
    if !measurement.processor.isEmpty {
      columns.append("by processor time \(text(Measurement.median(measurement.processor)))")
    }
    Output.result(columns.joined(separator: "  "))
    if !measurement.notes.isEmpty { Output.result("      \(measurement.notes)") }
    for member in measurement.extra { Output.result("      \(member.key) \(member.value.text)") }
  }
}
