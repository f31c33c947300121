import Randomness
public import ReinforcementLearning
import Persistence

extension EnvironmentLaws {
  /// What holds of worlds with features beside.
  public static func featureViolations(of world: some FeatureEnvironment, steps: Int = 120) -> [String] {
    var found: Set<String> = []
    func require(_ holds: Bool, _ words: @autoclosure () -> String) { if !holds { found.insert(words()) } }
    let layout = world.layout
    require(world.observationSpace == layout.space, "\(world.observationSpace) is not the space of its layout")
    require(Set(layout.axes.map(\.name)).count == layout.axes.count, "two axes have one name")
    require(
      layout.velocities.allSatisfy((0..<layout.count).contains), "a velocity lies outside the observation")
    require(
      (layout.figureChannel != nil) == (layout.shape.count == 3), "a board must say which channel shows the figure")

    var random = PCG64(seed: 2)
    var state = world.initialState(using: &random)
    for step in 0..<steps {
      var seen = [Float](repeating: .nan, count: layout.count)
      seen.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { world.writeFeatures(of: state, into: base) }
      }
      require(!seen.contains(where: \.isNaN), "a feature is not written")
      require(seen == world.observation(of: state), "features and observation differ")
      if layout.isBinary { require(seen.allSatisfy { $0 == 0 || $0 == 1 }, "a binary feature is neither 0 nor 1") }
      if let channel = layout.figureChannel, let channels = layout.shape.last {
        let cells = stride(from: channel, to: seen.count, by: channels).count { seen[$0] == 1 }
        require((1...3).contains(cells), "the figure takes \(cells) cells")
      }
      let action = world.action(at: step % world.actionLabels.count)
      if world.advance(&state, taking: action, using: &random).isTerminal { world.restart(&state, using: &random) }
    }
    let features = world.observation(of: state)
    for axis in layout.axes {
      for share in [0.1, 0.5, 0.8] {
        var changed = features
        let wanted = axis.range.lowerBound + share * (axis.range.upperBound - axis.range.lowerBound)
        axis.set(wanted, in: &changed)
        require(abs(axis.value(in: changed) - wanted) < 1e-5, "axis \(axis.name) does not give what was set")
      }
    }
    return found.sorted()
  }

  /// A batch's rows are the simulations with the same streams, to the last bit, also after it was saved and restored.
  ///
  /// - Parameter world: one whose rows do not act on each other.
  public static func batchViolations(of world: some FeatureEnvironment, rows: Int, steps: Int = 60) throws -> [String] {
    var found: Set<String> = []
    func require(_ holds: Bool, _ words: @autoclosure () -> String) { if !holds { found.insert(words()) } }
    let (seed, limit, width) = (Seed(9), 17, world.layout.count)
    var batch: any EnvironmentBatch = FeatureBatch(world, count: rows, stepLimit: limit, seed: seed)
    var members = (0..<rows).map {
      Simulation(world, stepLimit: limit, random: seed.derived(for: "environment", $0).generator())
    }
    var experience = Transitions<Float>(count: rows, featureCount: width)
    batch.observe(into: &experience)
    var actions = Actions(rows: rows, space: world.actionSpace)
    var (log, choices) = (EpisodeLog(), PCG64(seed: 1))
    var finished = 0
    for step in 0..<steps {
      if step == steps / 2 { batch = try restored(batch, world, rows: rows, limit: limit) }
      for row in 0..<rows {
        world.action(at: choices.integer(in: 0..<world.actionLabels.count)).write(to: row, of: &actions)
      }
      let before = experience.observations
      batch.step(actions, into: &experience, log: &log)
      require(experience.previous == before, "what was seen before a step is not kept")
      for row in 0..<rows {
        let outcome = members[row].step(.init(row: row, of: actions))
        require(experience.rewards[row] == Float(outcome.reward), "a row is paid otherwise than its simulation")
        require(experience.ends[row] == outcome.end, "a row ends otherwise than its simulation")
        let place = row * width..<(row + 1) * width
        if outcome.isLast {
          finished += 1
          require(Array(experience.finals[place]) == members[row].observation, "a row's last sight is another one")
          members[row].reset()
        }
        require(Array(experience.observations[place]) == members[row].observation, "a row sees something else")
      }
    }
    require(log.stepCount == steps * rows, "\(log.stepCount) steps counted of \(steps * rows)")
    require(log.records.count == finished, "\(log.records.count) episodes counted of \(finished)")
    return found.sorted()
  }

  private static func restored(
    _ batch: any EnvironmentBatch, _ world: some FeatureEnvironment, rows: Int, limit: Int
  ) throws -> any EnvironmentBatch {
    var (saved, archive) = (batch, StateArchive())
    try saved.archive(&archive)
    var fresh: any EnvironmentBatch = FeatureBatch(world, count: rows, stepLimit: limit, seed: Seed(77))
    var reading = StateArchive(values: archive.values, tensors: archive.tensors, blocks: archive.blocks)
    try fresh.archive(&reading)
    return fresh
  }

  /// A wrapper hands on what it does not change: the same picture, labels and actions, and numbers of the same meaning.
  public static func wrapperViolations<World: WrappedEnvironment & FeatureEnvironment>(
    of world: World, steps: Int = 60
  ) -> [String] where World.Inner: FeatureEnvironment, World.Action == World.Inner.Action {
    var found: Set<String> = []
    func require(_ holds: Bool, _ words: @autoclosure () -> String) { if !holds { found.insert(words()) } }
    let (inner, layout) = (world.inner, world.layout)
    require(world.title == inner.title, "another title")
    require(world.facts.starts(with: inner.facts), "a fact of the inner world is missing")
    require(world.actionLabels == inner.actionLabels, "other labels")
    require(world.actionSpace == inner.actionSpace, "another action space")
    for choice in world.actionLabels.indices {
      require(world.action(at: choice) == inner.action(at: choice), "action \(choice) is another one")
    }
    require((world.rewardBounds == nil) == (inner.rewardBounds == nil), "bounds of rewards are lost or found")
    require(layout.isBinary == inner.layout.isBinary, "features are binary only inside or only outside")
    require((layout.low, layout.high) == (inner.layout.low, inner.layout.high), "other bounds of features")
    require((layout.figureChannel == nil) == (inner.layout.figureChannel == nil), "the figure is lost")
    let names = layout.axes.map(\.name)
    require(names == inner.layout.axes.map(\.name).filter(names.contains), "axes in another order")
    require(
      layout.velocities.isEmpty == (inner.layout.velocities.isEmpty || layout.count < inner.layout.count),
      "velocities are lost or found")

    var random = PCG64(seed: 12)
    var state = world.initialState(using: &random)
    for step in 0..<steps {
      let (seen, innerState) = (world.observation(of: state), world.innerState(of: state))
      let within = inner.observation(of: innerState)
      require(world.scene(of: state) == inner.scene(of: innerState), "another scene")
      for axis in layout.axes {
        let same = inner.layout.axes.first { $0.name == axis.name }
        require(same?.value(in: within) == axis.value(in: seen), "axis \(axis.name) means another number")
      }
      if let channel = layout.figureChannel, let innerChannel = inner.layout.figureChannel,
        let channels = layout.shape.last, let innerChannels = inner.layout.shape.last
      {
        let figure = stride(from: channel, to: seen.count, by: channels).map { seen[$0] }
        let expected = stride(from: innerChannel, to: within.count, by: innerChannels).map { within[$0] }
        require(figure == expected, "the figure channel shows something else")
      }
      let action = world.action(at: step % world.actionLabels.count)
      if world.advance(&state, taking: action, using: &random).isTerminal { world.restart(&state, using: &random) }
    }
    return found.sorted()
  }
}
