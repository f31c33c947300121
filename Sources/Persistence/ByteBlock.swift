internal import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A piece of a long history: memory that does not change any more once its checksum has been asked for.
///
/// Copies of a history share their full blocks; a checkpoint writes a full block once and refers to it afterwards.
public final class ByteBlock: @unchecked Sendable {
  /// Bytes it holds.
  public let capacity: Int
  /// The first of them; alive as long as the block.
  public let base: UnsafeMutableRawPointer
  /// The checksum with bit 32 set, or 0 before it was asked for.
  private let knownChecksum = Atomic<UInt64>(0)

  /// Bytes taken from the system, whole pages.
  private let length: Int

  /// Zeros, in pages of their own: among a heap's other contents blocks leave gaps that take as much memory as they do.
  public init(capacity: Int) {
    self.capacity = capacity
    let page = Int(getpagesize())
    length = max((capacity + page - 1) / page * page, page)
    let pages = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      preconditionFailure("no memory for \(length) bytes; a smaller bufferSize needs less")
    }
    base = pages
  }

  deinit { munmap(base, length) }

  /// The same contents in memory of its own.
  public func copy() -> ByteBlock {
    let copy = ByteBlock(capacity: capacity)
    copy.base.copyMemory(from: base, byteCount: capacity)
    return copy
  }

  /// A block that holds some bytes.
  public convenience init(_ bytes: [UInt8]) {
    self.init(capacity: bytes.count)
    bytes.withUnsafeBytes { if let address = $0.baseAddress { base.copyMemory(from: address, byteCount: $0.count) } }
  }

  /// A copy of what it holds.
  public var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: base, count: capacity)) }

  /// CRC-32 of the bytes, computed once.
  public var checksum: UInt32 {
    let known = knownChecksum.load(ordering: .relaxed)
    if known != 0 { return UInt32(truncatingIfNeeded: known) }
    var sum = CRC32()
    sum.update(UnsafeRawBufferPointer(start: base, count: capacity))
    knownChecksum.store(UInt64(sum.value) | 1 << 32, ordering: .relaxed)
    return sum.value
  }
}
