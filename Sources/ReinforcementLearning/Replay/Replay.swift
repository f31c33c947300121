public import Randomness
public import Persistence

/// The last transitions of a run, for learning from them again and again (Lin, 1992).
///
/// Each row of a batch has a lane of its own: a ring of records in the order of time. A record holds what was seen, what
/// was done, the reward, and how the step ended; what was seen next is the next record's, so nothing is stored twice. Where
/// time ran out the true successor is stored in a record that is nobody's start. Binary features take a bit each.
///
/// Inserting is O(1). Records lie in blocks that copies of the replay share: a bookmark costs one block.
public struct Replay: Sendable {
  /// Transitions kept, over all lanes.
  public let capacity: Int
  /// Numbers in an observation.
  public let featureCount: Int
  /// Whether they are zeros and ones, which take a bit each.
  public let isBinary: Bool
  /// A ring of records for each row of the batch.
  public internal(set) var lanes: [ReplayLane]

  /// - Precondition: `capacity` is at least one transition a lane.
  public init(capacity: Int, laneCount: Int = 1, featureCount: Int, isBinary: Bool) {
    precondition(capacity >= laneCount, "a replay of \(capacity) transitions has no room for \(laneCount) lanes")
    self.capacity = capacity
    self.featureCount = featureCount
    self.isBinary = isBinary
    let layout = ReplayRecord(featureCount: featureCount, isBinary: isBinary)
    lanes = (0..<laneCount).map { _ in ReplayLane(capacity: capacity / laneCount, record: layout) }
  }

  /// Transitions and unused records held now.
  public var count: Int { lanes.reduce(0) { $0 + $1.count } }

  /// A place in the replay: a lane and a slot of its ring.
  public struct Place: Sendable, Hashable {
    /// The row of the batch.
    public var lane: Int
    /// The record in its ring.
    public var slot: Int

    /// A record of a lane.
    public init(lane: Int, slot: Int) {
      self.lane = lane
      self.slot = slot
    }
  }

  /// A uniformly random record, which may be nobody's start.
  private func randomRecord(using random: inout some RandomSource) -> Place {
    let lane = lanes.count == 1 ? 0 : Int(random.nextInteger(through: UInt64(lanes.count - 1)))
    let offset = Int(random.nextInteger(through: UInt64(lanes[lane].count - 1)))
    return Place(lane: lane, slot: lanes[lane].slot(ofAge: offset))
  }

  /// Uniformly random transitions, with replacement.
  public func randomPlaces(_ count: Int, into places: inout [Place], using random: inout some RandomSource) {
    places.removeAll(keepingCapacity: true)
    for _ in 0..<count { places.append(randomRecord(using: &random)) }
    prefetch(places)
    var redrawn: [Int] = []
    forEachLane(of: places) { reader, range in
      for index in range where reader.isDead(places[index].slot) { redrawn.append(index) }
    }
    for index in redrawn {
      repeat { places[index] = randomRecord(using: &random) } while isDead(places[index])
    }
  }

  private func isDead(_ place: Place) -> Bool { lanes[place.lane].withReader { $0.isDead(place.slot) } }

  /// Has the memory of some transitions fetched, all at once, before it is asked for.
  func prefetch(_ places: [Place]) {
    forEachLane(of: places) { reader, range in
      for index in range { reader.prefetch(places[index].slot) }
    }
  }

  /// Lends the records of lane after lane, each with the range of places that lie in it.
  private func forEachLane(of places: [Place], _ body: (ReplayReader, Range<Int>) -> Void) {
    var first = 0
    while first < places.count {
      let lane = places[first].lane
      var end = first + 1
      while end < places.count, places[end].lane == lane { end += 1 }
      lanes[lane].withReader { body($0, first..<end) }
      first = end
    }
  }

  /// Visits the records of every lane, in blocks.
  ///
  /// - Throws: ``InputError`` where what is restored has another size.
  public mutating func archive(_ archive: inout StateArchive) throws {
    for index in lanes.indices {
      try archive.within("lane.\(index)") { try lanes[index].archive(&$0) }
    }
  }
}

/// Transitions drawn for one update, each field in one run of memory.
public struct ReplayBatch: Sendable {
  /// Transitions.
  public let count: Int
  /// [count, features]
  public var observations: [Float]
  /// [count, features]: what was seen n steps later.
  public var successors: [Float]
  /// [count]: what was done.
  public var actions: [Int32]
  /// The sum of gamma^k r_k over the n steps.
  public var rewards: [Float]
  /// gamma^n, or 0 where the world ended on the way: the factor of the successor's value.
  public var continuations: [Float]

  /// Room for `count` transitions.
  public init(count: Int, featureCount: Int) {
    self.count = count
    observations = Array(repeating: 0, count: count * featureCount)
    successors = observations
    actions = Array(repeating: 0, count: count)
    rewards = Array(repeating: 0, count: count)
    continuations = rewards
  }
}

extension Replay {
  /// Copies transitions into `batch`, over `stepCount` steps each (Sutton, 1988; Hessel et al., 2018, section "multi-step").
  public func gather(_ places: [Place], stepCount: Int = 1, discount: Double, into batch: inout ReplayBatch) {
    // The records of one lane are read through pointers taken once: counting references at each would cost more than
    // the copies.
    forEachLane(of: places) { reader, range in gather(reader, places[range], stepCount, discount, into: &batch) }
  }

  private func gather(
    _ reader: ReplayReader, _ places: ArraySlice<Place>, _ stepCount: Int, _ discount: Double,
    into batch: inout ReplayBatch
  ) {
    let width = featureCount
    batch.observations.withUnsafeMutableBufferPointer { observations in
      batch.successors.withUnsafeMutableBufferPointer { successors in
        batch.actions.withUnsafeMutableBufferPointer { actions in
          batch.rewards.withUnsafeMutableBufferPointer { rewards in
            batch.continuations.withUnsafeMutableBufferPointer { continuations in
              guard let observations = observations.baseAddress, let successors = successors.baseAddress else { return }
              for index in places.indices {
                var slot = places[index].slot
                let record = reader.pointer(slot)
                let word = reader.word(record)
                actions[index] = Int32(word & 0xffff)
                reader.readFeatures(record, into: observations + index &* width)
                var (sum, factor) = (reader.reward(record), Float(discount))
                var end = reader.ending(of: word)
                slot = reader.following(slot)
                if stepCount > 1 {
                  (sum, factor, end, slot) = reader.accumulate(
                    from: slot, sum: sum, end: end, steps: stepCount, discount: discount)
                }
                rewards[index] = sum
                continuations[index] = Float(end.continuation) * factor
                reader.readFeatures(reader.pointer(slot), into: successors + index &* width)
              }
            }
          }
        }
      }
    }
  }
}
