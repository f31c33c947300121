import Persistence
import ReinforcementLearning
import Settings

/// Arguments that every world takes beside its own, and what they wrap around it.
enum Wrapping {
  private static let hideVelocity = SettingDeclaration(
    "hide_velocity", .boolean, default: .boolean(false), "whether velocities are left out of the observation")
  private static let arguments = [
    SettingDeclaration(
      "action_repeat", .integer(1...1_000), default: .integer(1), "steps for which each action holds; rewards add up"),
    SettingDeclaration(
      "repeat_action_probability", .real(0...1), default: .real(0),
      "probability that the action before is executed again"),
    SettingDeclaration("frame_stack", .integer(1...64), default: .integer(1), "states seen together, the last ones"),
  ]

  private static func stepLimit(_ descriptor: EnvironmentDescriptor) -> SettingDeclaration {
    SettingDeclaration(
      "step_limit", .integer(0...Int.max), default: .integer(descriptor.stepLimit ?? 0),
      "steps after which an episode is truncated; 0 for never")
  }

  /// Worlds with numbers: their models stay what they are, only the step limit can be set.
  static func tabular(_ descriptors: [EnvironmentDescriptor]) -> [EnvironmentDescriptor] {
    descriptors.map { $0.adding([stepLimit($0)]) { world, _ in world } }
  }

  /// Worlds with features.
  static func features(_ descriptors: [EnvironmentDescriptor], hasVelocities: Bool = false) -> [EnvironmentDescriptor] {
    descriptors.map { descriptor in
      descriptor.adding((hasVelocities ? [hideVelocity] : []) + arguments + [stepLimit(descriptor)]) {
        world, settings in
        guard let world = world as? any FeatureEnvironment else { return world }
        try refuseMatches(world, descriptor.id, settings)
        return wrapped(world, settings, hidesVelocity: hasVelocities && settings.boolean("hide_velocity"))
      }
    }
  }

  /// A side of a match sees, acts and is rewarded together with the other: what wraps one row alone would play another game.
  private static func refuseMatches(
    _ world: any FeatureEnvironment, _ id: String, _ settings: SettingValues
  ) throws(InputError) {
    let asked = arguments.filter { settings.values[$0.name] != $0.defaultValue }.map(\.name)
    guard world.couplesRows, !asked.isEmpty else { return }
    throw InputError(
      "\(id) against itself cannot be combined with \(asked.joined(separator: ", ")); leave that out, or play against "
        + "another opponent")
  }

  private static func wrapped(_ world: any FeatureEnvironment, _ settings: SettingValues, hidesVelocity: Bool)
    -> any FeatureEnvironment
  {
    var world = world
    func hide(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      PartialObservation(inner, hiding: inner.velocityFeatures)
    }
    func repeated(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      let limit = settings.integer("step_limit")
      return ActionRepeat(inner, count: settings.integer("action_repeat"), stepLimit: limit > 0 ? limit : nil)
    }
    func sticky(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      StickyActions(inner, probability: settings.real("repeat_action_probability"))
    }
    func stacked(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      FrameStack(inner, count: settings.integer("frame_stack"))
    }
    if hidesVelocity { world = hide(world) }
    if settings.real("repeat_action_probability") > 0 { world = sticky(world) }
    if settings.integer("action_repeat") > 1 { world = repeated(world) }
    if settings.integer("frame_stack") > 1 { world = stacked(world) }
    return world
  }
}

extension EnvironmentDescriptor {
  /// The same world with more arguments and what they do to it.
  fileprivate func adding(
    _ more: [SettingDeclaration], _ wrap: @escaping @Sendable (any Environment, SettingValues) throws -> any Environment
  ) -> EnvironmentDescriptor {
    let make = make
    return EnvironmentDescriptor(
      id: id, aliases: aliases, summary: summary, arguments: arguments + more, stepLimit: stepLimit,
      rewardThreshold: rewardThreshold, mapAlphabet: mapAlphabet, make: { try wrap(try make($0), $0) })
  }
}
