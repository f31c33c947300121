public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

extension TarnBinary {
  /// Runs the binary in a terminal of 80 columns and 24 rows, without a display: types each key after a pause, and returns all
  /// it wrote.
  public static func runInTerminal(
    _ arguments: [String], in directory: URL, keys: [(after: Double, key: String)]
  ) throws -> String {
    // Linux's TIOCSPTLCK and TIOCGPTN: unlock the terminal, and ask for its number.
    let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number): (Int32, Int32) = (0, 0)
    guard controller >= 0, ioctl(controller, UInt(0x4004_5431), &lock) == 0,
      ioctl(controller, UInt(0x8004_5430), &number) == 0
    else { throw CocoaError(.fileReadUnknown) }
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    let process = try start(
      arguments, in: directory,
      environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"])
    process.standardInput = FileHandle(fileDescriptor: terminal)
    process.standardOutput = FileHandle(fileDescriptor: terminal)
    process.standardError = FileHandle(fileDescriptor: terminal)
    try process.run()
    close(terminal)
    var text: [UInt8] = []
    func read(for seconds: Double) {
      let end = Date().addingTimeInterval(seconds)
      var buffer = [UInt8](repeating: 0, count: 4096)
      while Date() < end {
        var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20) > 0 else { continue }
        let count = Glibc.read(controller, &buffer, buffer.count)
        if count <= 0 { return }
        text += buffer[..<count]
      }
    }
    for (after, key) in keys {
      read(for: after)
      _ = key.withCString { write(controller, $0, strlen($0)) }
    }
    let limit = Date().addingTimeInterval(10)
    while process.isRunning, Date() < limit { read(for: 0.05) }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    read(for: 0.05)
    close(controller)
    return String(decoding: text, as: UTF8.self)
  }
}
