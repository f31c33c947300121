public import Randomness

/// A finite MDP packed for speed: the same spaces, the same random stream, the same trajectories as the
/// ``FiniteMDP`` it was made from, at a few nanoseconds a step.
///
/// A draw u = n 2^-53 is compared in integers: u < c exactly when n < ceil(c 2^53). Rows of at most three
/// successors are resolved without a branch. A draw above a sum that rounding left below 1 takes the first successor,
/// as NumPy's `argmax` over no true element does.
public struct TableEnvironment: TabularEnvironment {
  public let observationCount: Int
  public let actionCount: Int
  /// Slots in a row: 1, 4 or, in general, one more than the longest row; 0 where the model itself is sampled.
  @usableFromInline let slotCount: Int
  @usableFromInline let starts: [(threshold: UInt64, state: Int)]
  @usableFromInline let storage: Storage
  /// The model, where slots would take too much memory.
  private let model: TransitionModel?

  /// Slots beyond which nothing is packed: such a table is larger than the processor's caches, so that a step waits for
  /// memory however it is laid out, and the model takes a quarter of the bytes.
  static let mostSlots = 1 << 20

  @usableFromInline
  final class Storage: @unchecked Sendable {  // written once, in init
    /// [row, slot]: the draw's 53 bits below which a slot is chosen; the last slot's bound is never read.
    @usableFromInline let thresholds: UnsafeMutablePointer<UInt64>
    /// [row, slot]: next state << 1 | terminal.
    @usableFromInline let targets: UnsafeMutablePointer<UInt32>
    @usableFromInline let rewards: UnsafeMutablePointer<Double>

    init(slots: Int) {
      thresholds = .allocate(capacity: slots)
      thresholds.initialize(repeating: .max, count: slots)
      targets = .allocate(capacity: slots)
      targets.initialize(repeating: 0, count: slots)
      rewards = .allocate(capacity: slots)
      rewards.initialize(repeating: 0, count: slots)
    }

    deinit {
      thresholds.deallocate()
      targets.deallocate()
      rewards.deallocate()
    }
  }

  /// Packs a model; one that would take too much memory is kept and sampled as it is.
  public init(_ model: TransitionModel) {
    observationCount = model.stateCount
    actionCount = model.actionCount
    let rowCount = model.stateCount * model.actionCount
    let longest = (0..<rowCount).map { Int(model.offsets[$0 + 1] - model.offsets[$0]) }.max() ?? 1
    let wanted = longest == 1 ? 1 : max(4, longest + 1)
    slotCount = rowCount * wanted > Self.mostSlots ? 0 : wanted
    self.model = slotCount == 0 ? model : nil
    storage = Storage(slots: rowCount * slotCount)
    for row in 0..<(slotCount == 0 ? 0 : rowCount) {
      var cumulative = 0.0
      let entries = Int(model.offsets[row])..<Int(model.offsets[row + 1])
      for slot in 0..<slotCount {
        let entry = entries.lowerBound + (slot < entries.count ? slot : 0)
        if slot < entries.count { cumulative += model.probabilities[entry] }
        let index = row * slotCount + slot
        storage.thresholds[index] = slot < entries.count ? Self.threshold(cumulative) : .max
        storage.targets[index] = UInt32(model.nextStates[entry]) << 1 | (model.terminations[entry] ? 1 : 0)
        storage.rewards[index] = model.rewards[entry]
      }
    }
    var cumulative = 0.0
    starts = model.initialStates.map { start in
      cumulative += start.probability
      return (Self.threshold(cumulative), start.state)
    }
  }

  private static func threshold(_ probability: Double) -> UInt64 { UInt64((probability * 0x1p53).rounded(.up)) }

  @inlinable
  public func observation(of state: Int) -> Int { state }

  @inlinable
  public func initialState<Source: RandomSource>(using random: inout Source) -> Int {
    let draw = random.next53Bits()
    if starts.count == 1 { return starts[0].state }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low &+ high) >> 1
      if draw < starts[middle].threshold { high = middle } else { low = middle &+ 1 }
    }
    return starts[low < starts.count ? low : 0].state
  }

  @inlinable @inline(__always)
  public func advance<Source: RandomSource>(
    _ state: inout Int, taking action: Int, using random: inout Source
  ) -> Outcome {
    let draw = random.next53Bits()
    // The caller's action is checked here, once, so that a wrong one cannot read outside the table.
    precondition(UInt(bitPattern: action) < UInt(bitPattern: actionCount), "action outside 0..<actionCount")
    let row = (state &* actionCount &+ action) &* slotCount
    var slot = row
    if slotCount == 4 {
      let first: Int = draw >= storage.thresholds[row] ? 1 : 0
      let second: Int = draw >= storage.thresholds[row &+ 1] ? 1 : 0
      let third: Int = draw >= storage.thresholds[row &+ 2] ? 1 : 0
      slot = row &+ first &+ second &+ third
    } else if slotCount == 0 {
      return advanceInModel(&state, taking: action, draw)
    } else if slotCount != 1 {
      while draw >= storage.thresholds[slot] { slot &+= 1 }
    }
    let target = storage.targets[slot]
    state = Int(target >> 1)
    return Outcome(reward: storage.rewards[slot], isTerminal: target & 1 == 1)
  }

  /// The same step, read from the model: n < ceil(c 2^53) exactly when n < c 2^53, for whole n.
  @usableFromInline
  func advanceInModel(_ state: inout Int, taking action: Int, _ draw: UInt64) -> Outcome {
    guard let model else { preconditionFailure("a table without slots keeps its model") }
    let entries = model.entries(of: state, taking: action)
    var chosen = entries.lowerBound
    var cumulative = 0.0
    for entry in entries {
      cumulative += model.probabilities[entry]
      if Double(draw) < cumulative * 0x1p53 {
        chosen = entry
        break
      }
    }
    state = Int(model.nextStates[chosen])
    return Outcome(reward: model.rewards[chosen], isTerminal: model.terminations[chosen])
  }
}
