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
final class Pool {
  private final class SizeClass {
    var ring: ContiguousArray<Storage> = []
    var cursor = 0
    /// Storages handed out so far.
    var count = 0
    /// The most storages a recording used, over the recordings since the last look.
    var peak = 0
  }

  private var classes: ContiguousArray<SizeClass> = ContiguousArray((0..<256).map { _ in SizeClass() })
  /// Storages made because none was free; it stands still in a warm training loop.
  private(set) var allocationCount = 0
  private var recordings = 0

  /// Four sizes to a power of two.
  @inline(__always)
  private static func sizeClass(_ byteCount: Int) -> (index: Int, byteCount: Int) {
    let units = Swift.max(byteCount + 63, 64) >> 6
    if units <= 4 { return (units, units << 6) }
    let shift = Int.bitWidth - 3 - units.leadingZeroBitCount
    let rounded = (units + (1 << shift) - 1) >> shift
    return (rounded + 4 * shift, rounded << (shift + 6))
  }

  func storage(byteCount: Int) -> Storage {
    let (index, size) = Self.sizeClass(byteCount)
    let own = classes[index]
    own.count += 1
    var tries = Swift.min(own.ring.count, 6)
    while tries > 0 {
      tries -= 1
      if own.cursor >= own.ring.count { own.cursor = 0 }
      let position = own.cursor
      own.cursor += 1
      if isKnownUniquelyReferenced(&own.ring[position]) {
        let found = own.ring[position]
        found.stamp = own.count
        return found
      }
      if own.count - own.ring[position].stamp > 4 * own.ring.count + 64 {
        own.ring.swapAt(position, own.ring.count - 1)
        own.ring.removeLast()
        own.cursor = position
        tries = Swift.min(tries, own.ring.count)
      }
    }
    allocationCount += 1
    let made = Storage(byteCount: size)
    made.stamp = own.count
    own.cursor = Swift.min(own.cursor, own.ring.count)
    own.ring.insert(made, at: own.cursor)
    own.cursor += 1
    return made
  }

  /// Starts a recording: every ring from its start. Now and then gives back what recordings no longer need.
  func rewind() {
    recordings += 1
    let isTimeToTrim = recordings % 64 == 0
    for own in classes where !own.ring.isEmpty {
      own.peak = Swift.max(own.peak, own.cursor)
      own.cursor = 0
      if isTimeToTrim {
        if own.ring.count > 2 * own.peak + 16 { own.ring.removeLast(own.ring.count - own.peak - 8) }
        own.peak = 0
      }
    }
  }

  var byteCount: Int { classes.reduce(0) { $0 + $1.ring.reduce(0) { $0 + $1.byteCount } } }
}
