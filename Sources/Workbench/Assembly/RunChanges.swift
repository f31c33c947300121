import Environments
package import Experiments
import NeuralNetworks
package import Persistence
import ReinforcementLearning
import Settings

/// What sets a run apart from others of its agent in its environment.
package struct RunChanges {
  /// Arguments of the environment that are not their defaults, in its order.
  private(set) var arguments: [(name: String, value: SettingValue)] = []
  /// Settings that are not the agent's defaults.
  private(set) var settings: [(name: String, value: SettingValue)] = []
  /// Settings that are not what ships for the agent here: those that somebody asked for.
  private var asked: [(name: String, value: SettingValue)] = []
  private var isUntuned = false

  package init(_ configuration: RunConfiguration) {
    if let descriptor = EnvironmentCatalogue.all.first(where: { $0.id == configuration.environment }) {
      arguments = Self.changed(descriptor.arguments, configuration.environmentArguments)
    }
    guard let agent = try? Catalogue.agent(configuration.agent).descriptor else { return }
    settings = Self.changed(agent.hyperparameters, configuration.settings)
    asked = settings
    let tuned = try? RunRequest.tuned(
      agent: agent.id, environment: configuration.environment, arguments: configuration.environmentArguments)
    guard let overrides = tuned?.settings,
      let shipped = try? SettingValues(agent.hyperparameters, overrides: overrides, of: agent.id)
    else { return }
    let fromShipped = agent.hyperparameters.compactMap { parameter in
      configuration.settings[parameter.name].flatMap {
        Self.typed($0, parameter) == shipped.values[parameter.name] ? nil : (name: parameter.name, value: $0)
      }
    }
    // Without the shipped settings nearly all differ from them: the plain defaults are what such a run began with.
    isUntuned = fromShipped.count > settings.count
    if !isUntuned { asked = fromShipped }
  }

  private static func changed(
    _ parameters: [SettingDeclaration], _ values: [String: SettingValue]
  ) -> [(name: String, value: SettingValue)] {
    parameters.compactMap { parameter in
      values[parameter.name].flatMap {
        Self.typed($0, parameter) == parameter.defaultValue ? nil : (parameter.name, $0)
      }
    }
  }

  /// A value as its setting holds it: files hold some of them as text.
  private static func typed(_ value: SettingValue, _ parameter: SettingDeclaration) -> SettingValue {
    parameter.accept(value) ?? parameter.parse("\(value)") ?? value
  }

  /// The same in the pieces of a name.
  package var parts: [String] {
    arguments.map { "\($0.name)=\($0.value)" } + (isUntuned ? ["untuned"] : [])
      + asked.map { Self.part($0.name, $0.value) }
  }

  /// A network is named by its kinds of layers, `layers=conv2d+flatten+dense`.
  private static func part(_ name: String, _ value: SettingValue) -> String {
    guard name == "layers", let layers = try? LayerText.layers("\(value)") else { return "\(name)=\(value)" }
    return "\(name)=\(layers.map(\.kind).joined(separator: "+"))"
  }

  /// The same for the summary of a run.
  package var summary: [JSON.Member] {
    func object(_ values: [(name: String, value: SettingValue)]) -> JSON {
      .object(values.map { JSON.Member(key: $0.name, value: Self.json($0.value)) })
    }
    return [
      JSON.Member(key: "environment_arguments", value: object(arguments)),
      JSON.Member(key: "settings", value: object(settings)),
    ]
  }

  private static func json(_ value: SettingValue) -> JSON {
    switch value {
    case .real(let value): .finite(value)
    case .integer(let value): .integer(value)
    case .boolean(let value): .boolean(value)
    case .share: .string("\(value)")
    case .text(let value): .string(value)
    }
  }
}
