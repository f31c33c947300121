import CKernels
import Persistence

/// How a record lies in memory: features, then action and end in one word, then the reward.
public struct ReplayRecord: Sendable, Hashable {
  /// Numbers in an observation.
  public let featureCount: Int
  /// Whether they take a bit each.
  public let isBinary: Bool
  /// Bytes of the features, a multiple of 4.
  public let featureBytes: Int

  /// Bits rounded up to words, or four bytes a number.
  public init(featureCount: Int, isBinary: Bool) {
    self.featureCount = featureCount
    self.isBinary = isBinary
    featureBytes = isBinary ? (featureCount + 31) / 32 * 4 : featureCount * 4
  }

  /// Bytes of a record.
  public var stride: Int { featureBytes + 8 }
}

/// A ring of records in the order of time.
///
/// The slot at `head` holds what is seen now; the `count` slots before it are transitions.
public struct ReplayLane: Sendable {
  static let blockRecords = 4096

  /// Slots that may be sampled from.
  public let capacity: Int
  /// How each record lies in memory.
  public let record: ReplayRecord
  /// Slots in the ring: room for `capacity` transitions and the head, in whole blocks.
  let slotCount: Int
  private var blocks: [ByteBlock]
  private var bases: [ByteBlockBase]
  /// The slot of what is seen now.
  public internal(set) var head = 0
  /// Records that may be sampled from, of nobody's start included.
  public internal(set) var count = 0

  init(capacity: Int, record: ReplayRecord) {
    self.capacity = capacity
    self.record = record
    let size = min(Self.blockRecords, capacity + 1)
    slotCount = (capacity + 1 + size - 1) / size * size
    recordsPerBlock = size
    blocks = []
    bases = []
  }

  let recordsPerBlock: Int

  @inline(__always)
  private func pointer(_ slot: Int) -> UnsafeMutableRawPointer {
    recordsPerBlock == Self.blockRecords
      ? bases[slot >> 12].pointer + (slot & 4095) &* record.stride : bases[0].pointer + slot &* record.stride
  }

  /// Memory of a slot that nobody else sees.
  private mutating func writable(_ slot: Int) -> UnsafeMutableRawPointer {
    let index = slot / recordsPerBlock
    if index == blocks.count {
      let block = ByteBlock(capacity: recordsPerBlock * record.stride)
      blocks.append(block)
      bases.append(ByteBlockBase(block.base))
    } else if slot % recordsPerBlock == 0 || !isKnownUniquelyReferenced(&blocks[index]) {
      // A ring that comes round writes into a new block: a checkpoint or a bookmark may hold the old one.
      let block = blocks[index].copy()
      blocks[index] = block
      bases[index] = ByteBlockBase(block.base)
    }
    return pointer(slot)
  }

  func following(_ slot: Int) -> Int { slot &+ 1 == slotCount ? 0 : slot &+ 1 }

  /// The slot written `age + 1` records ago.
  public func slot(ofAge age: Int) -> Int {
    let slot = head &- 1 &- age
    return slot < 0 ? slot &+ slotCount : slot
  }

  static let dead: UInt16 = 1 << 15

  /// Adds a row's step.
  ///
  /// - Parameter isBroken: whether the row has moved unseen since its last step.
  /// - Returns: the slot of the transition, and of the dead record behind it if one was needed.
  @discardableResult
  mutating func append(
    _ experience: borrowing Transitions<Float>, row: Int, action: Int32, isBroken: Bool = false
  ) -> (slot: Int, dead: Int?) {
    let width = record.featureCount
    if isBroken, count > 0 {
      // The world moved on unseen: what stands here is still the successor of the record before.
      writable(head).storeBytes(of: UInt32(Self.dead) << 16, toByteOffset: record.featureBytes, as: UInt32.self)
      advance()
    }
    if isBroken || count == 0 { write(experience.previous, at: row * width, to: head) }
    let slot = head
    let target = writable(slot)
    let end = experience.ends[row]
    target.storeBytes(
      of: UInt32(UInt16(truncatingIfNeeded: action)) | UInt32(end.code) << 16, toByteOffset: record.featureBytes,
      as: UInt32.self)
    target.storeBytes(of: experience.rewards[row], toByteOffset: record.featureBytes + 4, as: Float.self)
    advance()
    var dead: Int?
    if end == .truncated {
      // Time ran out: the true successor has a value, so it is kept.
      write(experience.finals, at: row * width, to: head)
      pointer(head).storeBytes(of: UInt32(Self.dead) << 16, toByteOffset: record.featureBytes, as: UInt32.self)
      dead = head
      advance()
    }
    write(experience.observations, at: row * width, to: head)
    return (slot, dead)
  }

  private mutating func advance() {
    head = following(head)
    count = min(count + 1, capacity)
  }

  private mutating func write(_ features: borrowing [Float], at start: Int, to slot: Int) {
    let target = writable(slot)
    features.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress.map({ $0 + start }) else { return }
      if record.isBinary {
        BitRows.pack(source, count: record.featureCount, into: target)
      } else {
        target.copyMemory(from: source, byteCount: record.featureCount * 4)
      }
    }
  }

  /// Lends the records for reading.
  func withReader<R>(_ body: (ReplayReader) -> R) -> R {
    bases.withUnsafeBufferPointer { bases in
      withExtendedLifetime(blocks) {
        body(
          ReplayReader(
            bases: bases, record: record, stride: record.stride, recordsPerBlock: recordsPerBlock, slotCount: slotCount,
            head: head))
      }
    }
  }

  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&head, "head")
    try archive.visit(&count, "count")
    var blockCount = blocks.count
    try archive.visit(&blockCount, "blocks")
    switch archive.mode {
    case .saving:
      for (index, block) in blocks.enumerated() {
        // The block being filled goes on changing: the archive holds what it is now.
        archive.blocks[archive.name("block.\(index)")] =
          index == head / recordsPerBlock ? block.copy() : block
      }
    case .restoring:
      guard blockCount <= slotCount / recordsPerBlock, head >= 0, head < slotCount, count >= 0, count <= capacity else {
        throw InputError("the checkpoint's replay does not fit this run's settings")
      }
      blocks = []
      for index in 0..<blockCount {
        let name = archive.name("block.\(index)")
        guard let block = archive.blocks[name], block.capacity == recordsPerBlock * record.stride else {
          throw InputError("the checkpoint's replay lacks '\(name)' or it has another size")
        }
        blocks.append(block)
      }
      bases = blocks.map { ByteBlockBase($0.base) }
    }
  }
}

/// Where a block's memory begins; the blocks that own it are held beside.
struct ByteBlockBase: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  init(_ pointer: UnsafeMutableRawPointer) { self.pointer = pointer }
}

/// A lane's records through plain pointers, for as long as it is lent.
struct ReplayReader {
  let bases: UnsafeBufferPointer<ByteBlockBase>
  let record: ReplayRecord
  let stride: Int
  let recordsPerBlock: Int
  let slotCount: Int
  let head: Int

  @inline(__always)
  func pointer(_ slot: Int) -> UnsafeMutableRawPointer {
    recordsPerBlock == ReplayLane.blockRecords
      ? bases[slot >> 12].pointer + (slot & 4095) &* stride : bases[0].pointer + slot &* stride
  }

  @inline(__always)
  func following(_ slot: Int) -> Int { slot &+ 1 == slotCount ? 0 : slot &+ 1 }

  /// Action in the low half, end in the high half.
  @inline(__always)
  func word(_ pointer: UnsafeMutableRawPointer) -> UInt32 {
    pointer.load(fromByteOffset: record.featureBytes, as: UInt32.self)
  }

  /// How the step of a record's word ended.
  @inline(__always)
  func ending(of word: UInt32) -> Ending? { Ending?(code: UInt8(truncatingIfNeeded: word >> 16)) }

  /// Whether the slot holds the last sight of an episode that ran out of time: no transition starts there.
  @inline(__always)
  func isDead(_ slot: Int) -> Bool { word(pointer(slot)) >> 16 & UInt32(ReplayLane.dead) != 0 }

  /// The record and the next, which lies behind it.
  @inline(__always)
  func prefetch(_ slot: Int) {
    tarn_prefetch(pointer(slot), Int64(2 &* stride))
  }

  @inline(__always)
  func reward(_ pointer: UnsafeMutableRawPointer) -> Float {
    pointer.load(fromByteOffset: record.featureBytes &+ 4, as: Float.self)
  }

  @inline(__always)
  func readFeatures(_ pointer: UnsafeMutableRawPointer, into target: UnsafeMutablePointer<Float>) {
    if record.isBinary {
      BitRows.unpack(pointer, count: record.featureCount, into: target)
    } else if record.featureCount == 4 {
      UnsafeMutableRawPointer(target).storeBytes(
        of: pointer.loadUnaligned(as: SIMD4<Float>.self), as: SIMD4<Float>.self)
    } else {
      UnsafeMutableRawPointer(target).copyMemory(from: pointer, byteCount: record.featureCount &* 4)
    }
  }

  /// Goes on for up to `steps` steps in all: the sum of discounted rewards, gamma^n, how it ended, and the last slot.
  func accumulate(from start: Int, sum first: Float, end ended: Ending?, steps: Int, discount: Double) -> (
    sum: Float, factor: Float, end: Ending?, slot: Int
  ) {
    var (slot, sum, factor, end) = (start, Double(first), discount, ended)
    for _ in 1..<steps {
      if end != nil || slot == head { break }
      let record = pointer(slot)
      let word = word(record)
      if word >> 16 & UInt32(ReplayLane.dead) != 0 { break }
      sum += factor * Double(reward(record))
      factor *= discount
      end = ending(of: word)
      slot = following(slot)
    }
    return (Float(sum), Float(factor), end, slot)
  }
}
