internal import CKernels

/// What a thread keeps for its tensors: the pool, and the recordings under way.
final class ThreadState {
  let pool = Pool()
  /// The innermost recording.
  var tape: Tape?
  /// Tapes that are done, kept for their memory.
  var spareTapes: [Tape] = []
  /// Who wants to hear of every operation: a graph being drawn, a search for the first NaN.
  var observer: (any OperationObserver)?

  /// This thread's state, made when first asked for and destroyed with the thread.
  @inline(__always)
  static var current: ThreadState {
    if let pointer = tarn_thread_state() {
      return Unmanaged<ThreadState>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0 }
    }
    return make()
  }

  @inline(never)
  private static func make() -> ThreadState {
    let state = ThreadState()
    tarn_set_thread_state(Unmanaged.passRetained(state).toOpaque()) { pointer in
      if let pointer { Unmanaged<ThreadState>.fromOpaque(pointer).release() }
    }
    return state
  }
}
