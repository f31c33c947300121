internal import CKernels

/// What a thread keeps for its tensors: the pool, and the recordings under way.
///
/// A plain value behind a pointer that only its thread follows: looking at it counts no references.
struct ThreadState {
  var pool = Pool()
  /// The innermost recording's serial; outside of any, one that no tensor has.
  var serial = UInt64.max
  /// The innermost recording.
  var tape: Tape?
  /// Tapes that are done, kept for their memory.
  var spareTapes: [Tape] = []
  /// Asked on every walk back whether it is to be given up, and whether one was.
  var isCancelled: (() -> Bool)?
  var wasCancelled = false
  /// Who wants to hear of every operation: a graph being drawn, a search for the first NaN.
  var observer: (any OperationObserver)?

  /// This thread's state, made when first asked for and destroyed with the thread.
  @inline(__always)
  static var current: UnsafeMutablePointer<ThreadState> {
    tarn_thread_state()?.assumingMemoryBound(to: ThreadState.self) ?? make()
  }

  @inline(never)
  private static func make() -> UnsafeMutablePointer<ThreadState> {
    let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
    state.initialize(to: ThreadState())
    tarn_set_thread_state(state) { pointer in
      guard let state = pointer?.assumingMemoryBound(to: ThreadState.self) else { return }
      state.pointee.pool.destroy()
      state.deinitialize(count: 1)
      state.deallocate()
    }
    return state
  }
}
