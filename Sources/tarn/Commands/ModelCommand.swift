import ArgumentParser
import Environments
import Experiments
import ReinforcementLearning
import Scenes
import Persistence

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Print an environment's exact transition model.",
    discussion: """
      States are numbered; transitions are listed by state and action in the order the simulator draws from.

      Example: tarn model FrozenLake-v1 --json
      """)

  @Argument(help: "The environment, ID or ID:key=value,key=value.", completion: .environments) var environment: String
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    Signals.endAtOnce()
    let resolved = try Phase.show("setting up") { try ResolvedEnvironment(environment) }
    guard let model = Phase.show("building the model", { resolved.tabular?.transitionModel() }) else {
      throw InputError("\(resolved.specification) has no exact model; tarn environments says which have one")
    }
    guard json else { return describe(resolved, model) }
    var initial = [Double](repeating: 0, count: model.stateCount)
    for start in model.initialStates { initial[start.state] += start.probability }
    var writer = JSONWriter()
    writer.append("{\"environment\":")
    writer.append(string: resolved.specification)
    writer.append(",\"states\":")
    writer.append(model.stateCount)
    writer.append(",\"actions\":")
    writer.append(model.actionCount)
    writer.append(",\"initial\":")
    writer.write(.reals(initial))
    writer.append(",\"transitions\":[")
    var isFirst = true
    for state in 0..<model.stateCount {
      // A large map's model is a gigabyte of text.
      if writer.bytes.count > 1 << 16 {
        Output.write(writer.bytes, to: 1)
        writer.removeAll()
      }
      for action in 0..<model.actionCount {
        for entry in model.entries(of: state, taking: action) {
          if !isFirst { writer.append(",") }
          isFirst = false
          writer.append("{\"state\":")
          writer.append(state)
          writer.append(",\"action\":")
          writer.append(action)
          writer.append(",\"probability\":")
          writer.append(model.probabilities[entry])
          writer.append(",\"next_state\":")
          writer.append(Int(model.nextStates[entry]))
          writer.append(",\"reward\":")
          writer.append(model.rewards[entry])
          model.terminations[entry] ? writer.append(",\"terminated\":true}") : writer.append(",\"terminated\":false}")
        }
      }
    }
    writer.append("]}\n")
    Output.write(writer.bytes, to: 1)
  }

  private func describe(_ resolved: ResolvedEnvironment, _ model: TransitionModel) {
    Output.result(
      "\(resolved.specification): \(model.stateCount) states, \(model.actionCount) actions, \(model.nextStates.count) transitions"
    )
    var rows = [["state", "action", "probability", "next state", "reward", "terminated"]]
    for state in 0..<min(model.stateCount, 50) where !model.isAbsorbing(state) {
      for action in 0..<model.actionCount {
        for entry in model.entries(of: state, taking: action) {
          rows.append([
            "\(state)", resolved.world.actionLabels[action].name, "\(model.probabilities[entry])",
            "\(model.nextStates[entry])", "\(model.rewards[entry])", "\(model.terminations[entry])",
          ])
        }
      }
    }
    Output.result(TextColumns.text(rows))
    if model.stateCount > 50 { Output.result("... the first 50 states; all of them with --json") }
  }
}
