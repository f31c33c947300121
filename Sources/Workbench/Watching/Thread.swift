import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A thread of the operating system: training must not share the pool that tasks wait in.
package enum TrainingThread {
  private final class Body {
    let run: @Sendable () -> Void
    let ending = Ending()
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// The end of a thread's work, seen from others.
  fileprivate final class Ending: Sendable {
    let isReached = Atomic<Bool>(false)
  }

  /// A started thread, to be waited for.
  ///
  /// Only the thread that started it waits for it, or says that nobody will.
  package final class Handle: @unchecked Sendable {
    private let thread: pthread_t
    private let ending: Ending
    private var isJoined = false

    fileprivate init(_ thread: pthread_t, _ ending: Ending) { (self.thread, self.ending) = (thread, ending) }

    /// Whether the thread has done its work.
    var isDone: Bool { ending.isReached.load(ordering: .acquiring) }

    package func join() {
      if !isJoined { pthread_join(thread, nil) }
      isJoined = true
    }

    /// Nobody waits for it.
    package func detach() {
      if !isJoined { pthread_detach(thread) }
      isJoined = true
    }
  }

  /// Starts a thread; nil if the system has no more of them.
  package static func start(_ run: @escaping @Sendable () -> Void) -> Handle? {
    var thread = pthread_t()
    let work = Body(run)
    let body = Unmanaged.passRetained(work)
    let status = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        let body = Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue()
        body.run()
        body.ending.isReached.store(true, ordering: .releasing)
        return nil
      }, body.toOpaque())
    if status != 0 {
      body.release()
      return nil
    }
    return Handle(thread, work.ending)
  }

  package static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
}
