#if canImport(Glibc)
  import Glibc
#endif

/// A thread of the operating system: training must not share the pool that tasks wait in.
enum TrainingThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// A started thread, to be waited for.
  struct Handle: @unchecked Sendable {
    fileprivate let thread: pthread_t
    func join() { pthread_join(thread, nil) }
    /// Nobody waits for it.
    func detach() { pthread_detach(thread) }
  }

  /// Starts a thread; nil if the system has no more of them.
  static func start(_ run: @escaping @Sendable () -> Void) -> Handle? {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let status = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    if status != 0 {
      body.release()
      return nil
    }
    return Handle(thread: thread)
  }

  static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
}
