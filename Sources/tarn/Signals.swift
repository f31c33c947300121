import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) as a flag that long work looks at between steps.
enum Signals {
  private static let received = Atomic<Int32>(0)

  /// From now on these signals set a flag instead of ending the process; a second one ends it.
  static func install() {
    // Under nohup the end of the terminal is nothing to this process, and stays so.
    var before = sigaction()
    let isIgnored = sigaction(SIGHUP, nil, &before) == 0 && unsafeBitCast(before.__sigaction_handler, to: Int.self) == 1
    let numbers = [SIGINT, SIGTERM] + (isIgnored ? [] : [SIGHUP])
    for number in numbers {
      signal(number) { number in
        if Signals.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
    // Whoever started this process may have had them blocked.
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The signal that arrived, if one did.
  static var pending: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
