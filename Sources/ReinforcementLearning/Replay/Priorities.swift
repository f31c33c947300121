import CKernels
public import Persistence
public import Randomness

/// Which transitions of a replay to learn from: in proportion to how surprising they were, P(i) ~ (|delta_i| + epsilon)^alpha
/// (Schaul et al., 2016, section 3.3), with the weights (N P(i))^-beta / max w that make up for it (section 3.4).
///
/// A tree of sums over all slots, four children to a node: drawing and changing a priority are O(log n). A sum is always
/// that of its children, never adjusted, so that restoring the leaves restores every sum to the last bit.
public struct Priorities: Sendable {
  /// alpha
  public let exponent: Double
  /// beta by environment step.
  public let importance: Schedule
  private let slotCount: Int
  /// Where each level begins in `sums`: the leaves first, the root last. All but the root have whole fours of nodes.
  private let starts: [Int]
  private var sums: [Float]
  private var greatest: Float = 1

  /// - Parameters:
  ///   - exponent: alpha; 0 draws uniformly.
  ///   - importance: beta by environment step.
  public init(laneCount: Int, slotCount: Int, exponent: Double, importance: Schedule) {
    self.exponent = exponent
    self.importance = importance
    self.slotCount = slotCount
    var (starts, size, width) = ([0], 0, laneCount * slotCount)
    while width > 1 {
      width = (width + 3) / 4
      size += 4 * width
      starts.append(size)
    }
    self.starts = starts
    sums = Array(repeating: 0, count: size + 1)
  }

  /// The sum of all P(i) before normalisation.
  public var total: Float { sums[sums.count - 1] }

  private var leafCount: Int { starts.count > 1 ? starts[1] : 1 }

  private func leaf(_ place: Replay.Place) -> Int { place.lane &* slotCount &+ place.slot }

  /// The sum of four neighbours.
  @inline(__always)
  private static func sum(_ sums: UnsafeMutableBufferPointer<Float>, _ first: Int) -> Float {
    (sums[first] + sums[first &+ 1]) + (sums[first &+ 2] + sums[first &+ 3])
  }

  /// Sets the priority of one record; 0 is never drawn.
  public mutating func set(_ place: Replay.Place, to value: Float) {
    var node = leaf(place)
    sums.withUnsafeMutableBufferPointer { sums in
      sums[node] = value
      for level in 1..<starts.count {
        node >>= 2
        sums[starts[level] &+ node] = Self.sum(sums, starts[level &- 1] &+ 4 &* node)
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
    let part = total / Float(count)
    var draws = (0..<count).map { Draw(node: 0, rest: (Float($0) + Float(random.nextDouble())) * part) }
    draws.withUnsafeMutableBufferPointer { draws in
      sums.withUnsafeBufferPointer { sums in
        // Level by level, so that the memory of many draws is fetched at once.
        for level in stride(from: starts.count - 2, through: 0, by: -1) {
          descend(sums, from: starts[level], next: level > 0 ? starts[level - 1] : nil, draws)
        }
      }
    }
    for draw in draws {
      places.append(
        draw.node < slotCount
          ? Replay.Place(lane: 0, slot: draw.node)
          : Replay.Place(lane: draw.node / slotCount, slot: draw.node % slotCount))
    }
    replay.prefetch(places)
    return importanceWeights(
      priorities: draws.map { sums[$0.node] }, total: total, count: replay.count,
      exponent: Float(importance.value(at: step)))
  }

  /// A draw on its way from the root to a leaf: the node reached, and what is left of the draw inside it.
  private struct Draw {
    var node: Int
    var rest: Float
  }

  /// Takes all draws to the children of their nodes, which begin at `start`; the grandchildren, if there are any, begin at
  /// `next`.
  private func descend(
    _ sums: UnsafeBufferPointer<Float>, from start: Int, next: Int?, _ draws: UnsafeMutableBufferPointer<Draw>
  ) {
    guard let base = sums.baseAddress else { return }
    for index in draws.indices {
      let first = start &+ 4 &* draws[index].node
      let rest = draws[index].rest
      let one = sums[first]
      let two = one + sums[first &+ 1]
      let three = two + sums[first &+ 2]
      // Without branches: which child it is nobody can predict.
      var child = (rest >= one ? 1 : 0) &+ (rest >= two ? 1 : 0) &+ (rest >= three ? 1 : 0)
      // Rounding may carry a draw past the last child with any weight.
      while sums[first &+ child] == 0, child > 0 { child &-= 1 }
      let passed = SIMD4<Float>(0, one, two, three)
      draws[index].node = 4 &* draws[index].node &+ child
      draws[index].rest = rest - passed[child]
      if let next { tarn_prefetch(base + (next &+ 4 &* draws[index].node), 1) }
    }
  }

  /// Sets the priorities of transitions just learned from.
  ///
  /// - Parameter errors: delta of each, of either sign.
  public mutating func update(_ places: [Replay.Place], errors: UnsafeBufferPointer<Float>) {
    var nodes = places.map(leaf)
    let values = errors.map { Powers.power(abs($0) + 1e-6, Float(exponent)) }
    greatest = values.reduce(greatest, max)
    sums.withUnsafeMutableBufferPointer { sums in
      for index in nodes.indices { sums[nodes[index]] = values[index] }
      // Level by level: children are right before their parents are added up, and the memory of many is fetched at once.
      for level in 1..<starts.count {
        for index in nodes.indices {
          let node = nodes[index] >> 2
          nodes[index] = node
          sums[starts[level] &+ node] = Self.sum(sums, starts[level &- 1] &+ 4 &* node)
        }
      }
    }
  }

  /// Visits the priorities of all records and the greatest there has been.
  ///
  /// - Throws: ``InputError`` where what is restored has another size.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&greatest, "greatest")
    let name = archive.name("leaves")
    switch archive.mode {
    case .saving:
      let bytes = sums[..<leafCount].withUnsafeBytes { Array($0) }
      archive.tensors[name] = TensorArchive.Tensor(type: "F32", shape: [leafCount], bytes: bytes)
    case .restoring:
      guard let saved = archive.tensors[name], saved.bytes.count == 4 * leafCount else {
        throw InputError("the checkpoint's '\(name)' is missing or of another size")
      }
      saved.bytes.withUnsafeBytes { bytes in
        for leaf in 0..<leafCount {
          sums[leaf] = bytes.loadUnaligned(fromByteOffset: 4 * leaf, as: Float.self)
        }
      }
      sums.withUnsafeMutableBufferPointer { sums in
        for level in 1..<starts.count {
          for node in 0..<(starts[level] - starts[level - 1]) / 4 {
            sums[starts[level] + node] = Self.sum(sums, starts[level - 1] + 4 * node)
          }
        }
      }
    }
  }
}

extension Replay {
  /// Slots in each lane's ring.
  public var slotCount: Int { lanes[0].slotCount }

  /// Adds the step of every row, and keeps the priorities in step.
  ///
  /// - Parameter isBroken: whether the rows have moved unseen since the last call.
  public mutating func append(
    _ experience: borrowing Transitions<Float>, _ actions: [Int32], isBroken: Bool = false,
    priorities: inout Priorities?
  ) {
    for row in lanes.indices {
      let added = lanes[row].append(experience, row: row, action: actions[row], isBroken: isBroken)
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
