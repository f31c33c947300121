import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ctrl-C, SIGTERM and the end of the terminal (SIGHUP): an end at once while there is nothing to save, then a flag that
/// long work looks at between steps.
enum Signals {
  private static let received = Atomic<Int32>(0)

  /// From now on the two signals end the process with 130 or 143: nothing has been done yet that would be lost.
  static func endAtOnce() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Signals.hasLine { Signals.clearLine() }
        Signals.sayNothingIsSaved()
        _exit(128 + number)
      }
    }
    unblock([SIGINT, SIGTERM])
  }

  private static let line = Atomic(false)
  /// Whether a line of progress stands on the terminal.
  static var hasLine: Bool {
    get { line.load(ordering: .relaxed) }
    set { line.store(newValue, ordering: .relaxed) }
  }

  /// Clears that line; may be called from a handler.
  static func clearLine() {
    let clear: StaticString = "\r\u{1B}[K"
    _ = write(2, clear.utf8Start, clear.utf8CodeUnitCount)
    hasLine = false
  }

  /// One line for whoever ends the work before there is anything to save; may be called from a handler.
  static func sayNothingIsSaved() {
    let line: StaticString = "stopped before it was done; nothing was saved\n"
    _ = write(2, line.utf8Start, line.utf8CodeUnitCount)
  }

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
    unblock(numbers)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Whoever started this process may have had them blocked.
  private static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// The signal that arrived, if one did.
  static var pending: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
