public import Persistence
public import Randomness

/// Which transitions of a replay to learn from: in proportion to how surprising they were, P(i) ~ (|delta_i| + epsilon)^alpha
/// (Schaul et al., 2016, section 3.3), with the weights (N P(i))^-beta / max w that make up for it (section 3.4).
///
/// A binary tree of sums over all slots: drawing and changing a priority are O(log n). A sum is always that of its two
/// children, never adjusted, so that restoring the leaves restores every sum to the last bit.
public struct Priorities: Sendable {
  public let exponent: Double
  public let importance: Schedule
  @usableFromInline let slotCount: Int
  @usableFromInline let leafCount: Int
  /// [2 leafCount]: node 1 is the root, leaves begin at `leafCount`.
  @usableFromInline var sums: [Float]
  private var greatest: Float = 1

  /// - Parameters:
  ///   - exponent: alpha; 0 draws uniformly.
  ///   - importance: beta by environment step.
  public init(laneCount: Int, slotCount: Int, exponent: Double, importance: Schedule) {
    self.exponent = exponent
    self.importance = importance
    self.slotCount = slotCount
    var leaves = 1
    while leaves < laneCount * slotCount { leaves *= 2 }
    leafCount = leaves
    sums = Array(repeating: 0, count: 2 * leaves)
  }

  /// The sum of all P(i) before normalisation.
  public var total: Float { sums[1] }

  @inlinable
  public mutating func set(_ place: Replay.Place, to value: Float) {
    sums.withUnsafeMutableBufferPointer { sums in
      var node = leafCount &+ place.lane &* slotCount &+ place.slot
      sums[node] = value
      node >>= 1
      while node > 0 {
        sums[node] = sums[2 &* node] + sums[2 &* node &+ 1]
        node >>= 1
      }
    }
  }

  /// A new transition gets the greatest priority there has been.
  mutating func insert(_ place: Replay.Place) { set(place, to: greatest) }

  /// Draws `count` places, one from each of `count` equal parts of the total, and returns their weights.
  public func draw(
    _ count: Int, from replay: borrowing Replay, at step: Int, into places: inout [Replay.Place],
    using random: inout some RandomSource
  ) -> [Float] {
    places.removeAll(keepingCapacity: true)
    let part = sums[1] / Float(count)
    let beta = Float(importance.value(at: step))
    let size = Float(replay.count)
    var weights = [Float](repeating: 0, count: count)
    var nodes = [Int](repeating: 1, count: count)
    var rests = [Float](repeating: 0, count: count)
    for index in 0..<count { rests[index] = (Float(index) + Float(random.nextDouble())) * part }
    sums.withUnsafeBufferPointer { sums in
      // Level by level, so that the memory of many draws is fetched at once.
      var level = 1
      while level < leafCount {
        for index in 0..<count {
          let left = sums[2 &* nodes[index]]
          // Rounding may carry a draw past the last leaf with any weight: never go where there is none.
          let goesRight = rests[index] >= left && sums[2 &* nodes[index] &+ 1] > 0
          nodes[index] = 2 &* nodes[index] &+ (goesRight ? 1 : 0)
          rests[index] -= goesRight ? left : 0
        }
        level *= 2
      }
      var largest: Float = 0
      for index in 0..<count {
        let leaf = nodes[index] &- leafCount
        places.append(Replay.Place(lane: leaf / slotCount, slot: leaf % slotCount))
        let weight = Powers.power(size * sums[nodes[index]] / sums[1], -beta)
        weights[index] = weight
        largest = max(largest, weight)
      }
      for index in 0..<count { weights[index] /= largest }
    }
    return weights
  }

  /// Sets the priorities of transitions just learned from.
  ///
  /// - Parameter errors: delta of each, of either sign.
  public mutating func update(_ places: [Replay.Place], errors: UnsafeBufferPointer<Float>) {
    var nodes = [Int](repeating: 0, count: places.count)
    sums.withUnsafeMutableBufferPointer { sums in
      for (index, place) in places.enumerated() {
        let value = Powers.power(abs(errors[index]) + 1e-6, Float(exponent))
        greatest = max(greatest, value)
        nodes[index] = leafCount &+ place.lane &* slotCount &+ place.slot
        sums[nodes[index]] = value
      }
      // Level by level: children are right before their parents are added up, and the memory of many is fetched at once.
      var level = leafCount
      while level > 1 {
        for index in nodes.indices {
          let node = nodes[index] >> 1
          nodes[index] = node
          sums[node] = sums[2 &* node] + sums[2 &* node &+ 1]
        }
        level >>= 1
      }
    }
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&greatest, "greatest")
    let name = archive.name("leaves")
    switch archive.mode {
    case .saving:
      let bytes = sums[leafCount...].withUnsafeBytes { Array($0) }
      archive.tensors[name] = TensorArchive.Tensor(type: "F32", shape: [leafCount], bytes: bytes)
    case .restoring:
      guard let saved = archive.tensors[name], saved.bytes.count == 4 * leafCount else {
        throw InputError("the checkpoint's '\(name)' is missing or of another size")
      }
      saved.bytes.withUnsafeBytes { bytes in
        for leaf in 0..<leafCount {
          sums[leafCount + leaf] = bytes.loadUnaligned(fromByteOffset: 4 * leaf, as: Float.self)
        }
      }
      for node in stride(from: leafCount - 1, to: 0, by: -1) { sums[node] = sums[2 * node] + sums[2 * node + 1] }
    }
  }
}

extension Replay {
  /// Slots in each lane's ring.
  public var slotCount: Int { lanes[0].slotCount }

  /// Adds the step of every row, and keeps the priorities in step.
  ///
  /// - Parameter isBroken: whether row 0 has moved unseen since the last call.
  public mutating func append(
    _ experience: borrowing Experience, _ actions: [Int32], isBroken: Bool = false, priorities: inout Priorities?
  ) {
    for row in lanes.indices {
      let added = lanes[row].append(experience, row: row, action: actions[row], isBroken: isBroken && row == 0)
      guard priorities != nil else { continue }
      priorities?.insert(Place(lane: row, slot: added.slot))
      if let dead = added.dead { priorities?.set(Place(lane: row, slot: dead), to: 0) }
      let lane = lanes[row]
      priorities?.set(Place(lane: row, slot: lane.head), to: 0)
      // What has just left a full window may stand in the ring for a while.
      guard lane.count == lane.capacity else { continue }
      var age = lane.capacity
      while age < min(lane.capacity + 3, lane.slotCount) {
        priorities?.set(Place(lane: row, slot: lane.slot(ofAge: age)), to: 0)
        age += 1
      }
    }
  }
}
