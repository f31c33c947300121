#if canImport(Glibc)
  internal import Glibc
#endif

/// Memory that tensors share. Written by the one who makes it, then only read.
///
/// The exception are model arenas, which optimizers change in place after proving that nobody else holds them.
package final class Storage: @unchecked Sendable {
  package let base: UnsafeMutableRawPointer
  package let byteCount: Int
  /// The lap of the pool in which it was last handed out.
  var lap = 0

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
/// two laps after it was handed out (a parameter, a data set) leaves the ring.
final class Pool {
  private final class SizeClass {
    var ring: ContiguousArray<Storage> = []
    var cursor = 0
    var lap = 0
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
    var tries = 0
    while tries < 6, !own.ring.isEmpty {
      if own.cursor >= own.ring.count {
        own.cursor = 0
        own.lap += 1
      }
      let position = own.cursor
      if isKnownUniquelyReferenced(&own.ring[position]) {
        own.cursor += 1
        own.ring[position].lap = own.lap
        return own.ring[position]
      }
      if own.ring[position].lap + 2 < own.lap {
        own.ring.swapAt(position, own.ring.count - 1)
        own.ring.removeLast()
      } else {
        own.cursor += 1
      }
      tries += 1
    }
    allocationCount += 1
    let made = Storage(byteCount: size)
    made.lap = own.lap
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
      own.lap += 1
      if isTimeToTrim {
        if own.ring.count > 2 * own.peak + 16 { own.ring.removeLast(own.ring.count - own.peak - 8) }
        own.peak = 0
      }
    }
  }

  var byteCount: Int { classes.reduce(0) { $0 + $1.ring.reduce(0) { $0 + $1.byteCount } } }
}
