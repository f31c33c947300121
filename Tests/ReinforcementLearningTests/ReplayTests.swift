import Persistence
import Randomness
import ReinforcementLearning
import Testing

/// The replay against a plain list of what was put in.
struct ReplayTests {
  /// Made-up experience: features count up, episodes of random lengths end either way.
  private struct Feed {
    var experience: Transitions<Float>
    var random = PCG64(seed: 3)
    var clock: Float = 0
    let isBinary: Bool

    init(rows: Int, features: Int, isBinary: Bool) {
      experience = Transitions<Float>(count: rows, featureCount: features)
      self.isBinary = isBinary
      var first = experience.observations
      fill(&first)
      experience.observations = first
    }

    mutating func fill(_ row: inout [Float]) {
      for index in row.indices {
        clock += 1
        row[index] = isBinary ? Float(random.integer(in: 0..<2)) : clock
      }
    }

    mutating func step() -> [Int32] {
      swap(&experience.previous, &experience.observations)
      var (observations, finals) = (experience.observations, experience.finals)
      fill(&observations)
      fill(&finals)
      (experience.observations, experience.finals) = (observations, finals)
      for row in 0..<experience.count {
        experience.rewards[row] = Float(random.integer(in: 0..<5))
        let draw = random.integer(in: 0..<12)
        experience.ends[row] = Ending(isTerminal: draw == 0 || draw == 2, isOutOfTime: draw == 1 || draw == 2)
      }
      return (0..<experience.count).map { _ in Int32(random.integer(in: 0..<6)) }
    }
  }

  private struct Entry: Hashable {
    var observation: [Float]
    var action: Int32
    var reward: Float
    var successor: [Float]
    var continuation: Float
  }

  @Test(arguments: [(1, 4, false, 1), (1, 40, true, 1), (3, 4, false, 1), (1, 4, false, 3), (2, 33, true, 5)])
  func samplesAreWhatWasPutIn(rows: Int, features: Int, isBinary: Bool, stepCount: Int) {
    let (capacity, discount) = (600, 0.9)
    var feed = Feed(rows: rows, features: features, isBinary: isBinary)
    var replay = Replay(capacity: capacity, laneCount: rows, featureCount: features, isBinary: isBinary)
    var none: Priorities?
    // What each row did, in order: (observation, action, reward, end, true successor).
    var past = [[(o: [Float], a: Int32, r: Float, e: Ending?, s: [Float])]](repeating: [], count: rows)
    var random = PCG64(seed: 8)
    for step in 0..<2500 {
      let actions = feed.step()
      let x = feed.experience
      replay.append(x, actions, priorities: &none)
      for row in 0..<rows {
        let place = row * features..<(row + 1) * features
        past[row].append(
          (
            Array(x.previous[place]), actions[row], x.rewards[row], x.ends[row],
            Array(x.ends[row] != nil ? x.finals[place] : x.observations[place])
          ))
      }
      guard step % 50 == 49 else { continue }
      var known: Set<Entry> = []
      for row in 0..<rows {
        for start in max(0, past[row].count - capacity / rows)..<past[row].count {
          var (sum, factor, index) = (0.0, 1.0, start)
          while true {
            sum += factor * Double(past[row][index].r)
            factor *= discount
            if past[row][index].e != nil || index + 1 == past[row].count || index + 1 - start == stepCount { break }
            index += 1
          }
          let last = past[row][index]
          known.insert(
            Entry(
              observation: past[row][start].o, action: past[row][start].a, reward: Float(sum),
              // Where the world ended nothing is bootstrapped and the successor does not matter.
              successor: last.e == .terminated ? [] : last.s,
              continuation: Float(last.e.continuation * factor)))
        }
      }
      var batch = ReplayBatch(count: 64, featureCount: features)
      var places: [Replay.Place] = []
      replay.randomPlaces(64, into: &places, using: &random)
      replay.gather(places, stepCount: stepCount, discount: discount, into: &batch)
      for index in 0..<64 {
        let place = index * features..<(index + 1) * features
        let entry = Entry(
          observation: Array(batch.observations[place]), action: batch.actions[index], reward: batch.rewards[index],
          successor: batch.continuations[index] == 0 ? [] : Array(batch.successors[place]),
          continuation: batch.continuations[index])
        #expect(known.contains(entry), "step \(step), sample \(index)")
      }
    }
    #expect(replay.count <= capacity)
  }

  @Test func copiesKeepTheirPast() {
    var feed = Feed(rows: 1, features: 4, isBinary: false)
    var replay = Replay(capacity: 10_000, featureCount: 4, isBinary: false)
    var none: Priorities?
    for _ in 0..<9000 { replay.append(feed.experience, feed.step(), priorities: &none) }
    let copy = replay
    func digest(_ replay: Replay) -> [Float] {
      var random = PCG64(seed: 1)
      var batch = ReplayBatch(count: 256, featureCount: 4)
      var places: [Replay.Place] = []
      replay.randomPlaces(256, into: &places, using: &random)
      replay.gather(places, discount: 0.9, into: &batch)
      return batch.observations + batch.successors + batch.rewards
    }
    let before = digest(copy)
    for _ in 0..<25_000 { replay.append(feed.experience, feed.step(), priorities: &none) }
    #expect(digest(copy) == before)
    #expect(digest(replay) != before)
  }

  @Test(arguments: [true, false])
  func archivesRestoreEverything(isBinary: Bool) throws {
    var feed = Feed(rows: 2, features: 7, isBinary: isBinary)
    var replay = Replay(capacity: 40_000, laneCount: 2, featureCount: 7, isBinary: isBinary)
    var priorities: Priorities? = Priorities(
      laneCount: 2, slotCount: replay.slotCount, exponent: 0.6, importance: .constant(0.5))
    for _ in 0..<9000 { replay.append(feed.experience, feed.step(), priorities: &priorities) }
    var saved = StateArchive()
    try replay.archive(&saved)
    try priorities?.archive(&saved)
    var restored = Replay(capacity: 40_000, laneCount: 2, featureCount: 7, isBinary: isBinary)
    var again: Priorities? = Priorities(
      laneCount: 2, slotCount: replay.slotCount, exponent: 0.6, importance: .constant(0.5))
    var reading = StateArchive(values: saved.values, tensors: saved.tensors, blocks: saved.blocks)
    try restored.archive(&reading)
    try again?.archive(&reading)
    for _ in 0..<3000 {
      let actions = feed.step()
      replay.append(feed.experience, actions, priorities: &priorities)
      restored.append(feed.experience, actions, priorities: &again)
    }
    var (first, second) = (PCG64(seed: 2), PCG64(seed: 2))
    var (left, right): ([Replay.Place], [Replay.Place]) = ([], [])
    #expect(
      priorities?.draw(128, from: replay, at: 0, into: &left, using: &first)
        == again?.draw(128, from: restored, at: 0, into: &right, using: &second))
    #expect(left == right)
    var (a, b) = (ReplayBatch(count: 128, featureCount: 7), ReplayBatch(count: 128, featureCount: 7))
    replay.gather(left, discount: 0.9, into: &a)
    restored.gather(right, discount: 0.9, into: &b)
    #expect(a.observations == b.observations && a.successors == b.successors && a.continuations == b.continuations)
    // Only what has changed is another block.
    var later = StateArchive()
    try replay.archive(&later)
    let same = later.blocks.filter { saved.blocks[$0.key]?.checksum == $0.value.checksum }
    #expect(!same.isEmpty && same.count < later.blocks.count)
  }

  /// Frequencies follow |delta|^alpha, weights undo them, and what is dead or gone is never drawn.
  @Test func prioritiesAreProportional() {
    var feed = Feed(rows: 1, features: 2, isBinary: false)
    var replay = Replay(capacity: 50, featureCount: 2, isBinary: false)
    var optional: Priorities? = Priorities(
      laneCount: 1, slotCount: replay.slotCount, exponent: 0.7, importance: .constant(1))
    for _ in 0..<500 { replay.append(feed.experience, feed.step(), priorities: &optional) }
    guard var priorities = optional else { return }
    var random = PCG64(seed: 5)
    var places: [Replay.Place] = []
    var seen: Set<Replay.Place> = []
    for _ in 0..<60 {
      _ = priorities.draw(50, from: replay, at: 0, into: &places, using: &random)
      seen.formUnion(places)
    }
    #expect(seen.count <= 50 && seen.count > 35)
    let slots = seen.sorted { $0.slot < $1.slot }
    let errors = slots.indices.map { Float($0 % 7) + 0.5 }
    errors.withUnsafeBufferPointer { priorities.update(slots, errors: $0) }
    var counts: [Replay.Place: Double] = [:]
    let draws = 4000
    var weightOf: [Replay.Place: Float] = [:]
    for _ in 0..<draws {
      let weights = priorities.draw(16, from: replay, at: 0, into: &places, using: &random)
      for (place, weight) in zip(places, weights) {
        counts[place, default: 0] += 1
        weightOf[place] = weight
      }
    }
    let low = zip(slots, errors).filter { $0.1 == 0.5 }.map { counts[$0.0] ?? 0 }
    let high = zip(slots, errors).filter { $0.1 == 6.5 }.map { counts[$0.0] ?? 0 }
    let ratio = (high.reduce(0, +) / Double(high.count)) / (low.reduce(0, +) / Double(low.count))
    // (6.5 / 0.5)^0.7 = 6.02
    #expect(abs(ratio - 6.02) < 0.7, "\(ratio)")
    // With beta 1 the weight is the inverse of the frequency, up to the batch's largest.
    #expect(weightOf.values.allSatisfy { $0 > 0 && $0 <= 1 })
  }
}
