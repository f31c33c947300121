import Persistence
import ReinforcementLearning
import Settings

/// When an episode is cut: an argument of every world.
struct LimitArguments: EnvironmentArguments {
  @Setting(0..., "steps after which an episode is truncated; 0 for never") var stepLimit = 0

  /// Nil for never.
  var steps: Int? { stepLimit > 0 ? stepLimit : nil }
}

/// What can be wrapped around every world with features.
struct WrapperArguments: EnvironmentArguments {
  @Setting(1...1_000, "steps for which each action holds; rewards add up") var actionRepeat = 1
  @Setting(0...1, "probability that the action before is executed again") var repeatActionProbability = 0.0
  @Setting(1...64, "states seen together, the last ones") var frameStack = 1
}

/// What can be hidden where velocities are seen.
struct VelocityArguments: EnvironmentArguments {
  @Setting("whether velocities are left out of the observation") var hideVelocity = false
}

/// Arguments that every world takes beside its own, and what they wrap around it.
enum Wrapping {
  /// The world with the arguments of its kind.
  static func around(_ descriptor: EnvironmentDescriptor) -> EnvironmentDescriptor {
    let kind = descriptor.kind
    var limit = LimitArguments()
    limit.stepLimit = descriptor.stepLimit ?? 0
    return EnvironmentDescriptor(
      descriptor,
      adding: { [limit] in
        switch kind {
        case .table: limit.declarations
        case .features: WrapperArguments.declarations + limit.declarations
        case .motion: VelocityArguments.declarations + WrapperArguments.declarations + limit.declarations
        }
      },
      wrap: { world, values in
        guard kind != .table, let world = world as? any FeatureEnvironment else { return world }
        let arguments = try WrapperArguments(values)
        try refuseMatches(world, descriptor.id, arguments)
        return wrapped(
          world, arguments, limit: try LimitArguments(values).steps,
          hidesVelocity: kind == .motion ? try VelocityArguments(values).hideVelocity : false)
      })
  }

  /// A side of a match sees, acts and is rewarded together with the other: what wraps one row alone would play another game.
  private static func refuseMatches(
    _ world: any FeatureEnvironment, _ id: String, _ arguments: WrapperArguments
  ) throws(InputError) {
    let defaults = WrapperArguments().values
    let asked = arguments.declarations.filter { $0.defaultValue != defaults[$0.name] }.map(\.name)
    guard world.couplesRows, !asked.isEmpty else { return }
    throw InputError(
      "\(id) against itself cannot be combined with \(asked.joined(separator: ", ")); leave that out, or play against "
        + "another opponent")
  }

  private static func wrapped(
    _ world: any FeatureEnvironment, _ arguments: WrapperArguments, limit: Int?, hidesVelocity: Bool
  ) -> any FeatureEnvironment {
    var world = world
    func hide(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      PartialObservation(inner, hiding: inner.velocityFeatures)
    }
    func sticky(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      StickyActions(inner, probability: arguments.repeatActionProbability)
    }
    func repeated(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      ActionRepeat(inner, count: arguments.actionRepeat, stepLimit: limit)
    }
    func stacked(_ inner: some FeatureEnvironment) -> any FeatureEnvironment {
      FrameStack(inner, count: arguments.frameStack)
    }
    if hidesVelocity { world = hide(world) }
    if arguments.repeatActionProbability > 0 { world = sticky(world) }
    if arguments.actionRepeat > 1 { world = repeated(world) }
    if arguments.frameStack > 1 { world = stacked(world) }
    return world
  }
}
