public import Settings

/// What the catalogue says of an agent.
public struct AgentDescriptor: Sendable {
  /// Kebab-case, as typed on the command line.
  public let id: String
  /// The name as people write it.
  public let title: String
  /// One line of what it does.
  public let summary: String
  /// The equation and where it is printed.
  public let source: String
  /// What can be set, with the defaults under this name.
  public let hyperparameters: [SettingDeclaration]
  /// Whether it plans with the world's exact model.
  public let needsModel: Bool

  /// - Parameters:
  ///   - hyperparameters: what can be set, with the defaults under this name.
  ///   - needsModel: whether it plans with the world's exact model.
  public init(
    id: String, title: String, summary: String, source: String, hyperparameters: [SettingDeclaration],
    needsModel: Bool = false
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.source = source
    self.hyperparameters = hyperparameters
    self.needsModel = needsModel
  }
}
