#if canImport(Glibc)
  internal import Glibc
#endif

/// Memory that tensors share. Written by the one who makes it, then only read.
///
/// The exception are model arenas, which optimizers change in place after proving that nobody else holds them.
package final class Storage: @unchecked Sendable {
  package let base: UnsafeMutableRawPointer
  package let byteCount: Int
  /// When the pool last handed it out, in storages of its size.
  @exclusivity(unchecked)
  var stamp = 0

  package init(byteCount: Int) {
    self.byteCount = Swift.max(byteCount, 64)
    var pointer: UnsafeMutableRawPointer?
    // A cache line's alignment; room for the kernels' whole vectors at the end.
    let status = posix_memalign(&pointer, 64, (self.byteCount + 127) & ~63)
    guard status == 0, let pointer else { preconditionFailure("no memory for a tensor of \(byteCount) bytes") }
    base = pointer
  }

  deinit { free(base) }
}

/// Memory of one thread's tensors, used again and again.
///
/// A size class is a ring of storages. One that only the ring refers to is free. At each recording the cursor goes back
/// to the start, so every training step gets the same addresses and, once warm, allocates nothing. A storage still in use
/// long after it was handed out (a data set, a moving average) leaves the ring.
struct Pool {
  private struct SizeClass {
    var ring: ContiguousArray<Storage> = []
    var cursor = 0
    /// Storages handed out so far.
    var count = 0
    /// The most storages a recording used, over the recordings since the last look.
    var peak = 0

    /// A free storage, or nil after a few that are not.
    @inline(__always)
    mutating func free() -> Storage? {
      var tries = Swift.min(ring.count, 6)
      while tries > 0 {
        tries -= 1
        if cursor >= ring.count { cursor = 0 }
        let position = cursor
        cursor += 1
        if isKnownUniquelyReferenced(&ring[position]) {
          ring[position].stamp = count
          return ring[position]
        }
        if count - ring[position].stamp > 4 * ring.count + 64 {
          ring.swapAt(position, ring.count - 1)
          ring.removeLast()
          cursor = position
          tries = Swift.min(tries, ring.count)
        }
      }
      return nil
    }
  }

  private static let classCount = 256
  private let classes: UnsafeMutablePointer<SizeClass>
  private var greatestUsed = 0
  /// Storages made because none was free; it stands still in a warm training loop.
  private(set) var allocationCount = 0
  private var recordings = 0

  init() {
    classes = .allocate(capacity: Self.classCount)
    classes.initialize(repeating: SizeClass(), count: Self.classCount)
  }

  /// Lets go of everything; the pool is not used after.
  func destroy() {
    classes.deinitialize(count: Self.classCount)
    classes.deallocate()
  }

  /// Four sizes to a power of two.
  @inline(__always)
  private static func sizeClass(_ byteCount: Int) -> (index: Int, byteCount: Int) {
    let units = Swift.max(byteCount + 63, 64) >> 6
    if units <= 4 { return (units, units << 6) }
    let shift = Int.bitWidth - 3 - units.leadingZeroBitCount
    let rounded = (units + (1 << shift) - 1) >> shift
    return (rounded + 4 * shift, rounded << (shift + 6))
  }

  @inline(__always)
  mutating func storage(byteCount: Int) -> Storage {
    let (index, size) = Self.sizeClass(byteCount)
    classes[index].count += 1
    return classes[index].free() ?? make(index, size)
  }

  @inline(never)
  private mutating func make(_ index: Int, _ size: Int) -> Storage {
    allocationCount += 1
    greatestUsed = Swift.max(greatestUsed, index)
    let made = Storage(byteCount: size)
    made.stamp = classes[index].count
    classes[index].cursor = Swift.min(classes[index].cursor, classes[index].ring.count)
    classes[index].ring.insert(made, at: classes[index].cursor)
    classes[index].cursor += 1
    return made
  }

  /// Starts a recording: every ring from its start. Now and then gives back what recordings no longer need.
  mutating func rewind() {
    recordings += 1
    let isTimeToTrim = recordings % 64 == 0
    for index in 0...greatestUsed where classes[index].cursor > 0 || isTimeToTrim {
      classes[index].peak = Swift.max(classes[index].peak, classes[index].cursor)
      classes[index].cursor = 0
      if isTimeToTrim {
        let (count, peak) = (classes[index].ring.count, classes[index].peak)
        if count > 2 * peak + 16 { classes[index].ring.removeLast(count - peak - 8) }
        classes[index].peak = 0
      }
    }
  }

  var byteCount: Int { (0..<Self.classCount).reduce(0) { $0 + classes[$1].ring.reduce(0) { $0 + $1.byteCount } } }
}
