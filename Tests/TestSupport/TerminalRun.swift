public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The binary in a terminal of 80 columns and 24 rows, without a display: what a person sees and types.
public final class TerminalRun {
  private let process: Process
  private let controller: Int32
  private var rest: [UInt8] = []
  private var grid = TerminalGrid()
  /// All it wrote.
  public private(set) var output = ""

  public init(_ arguments: [String], in directory: URL) throws {
    // Linux's TIOCSPTLCK and TIOCGPTN: unlock the terminal, and ask for its number.
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number): (Int32, Int32) = (0, 0)
    guard controller >= 0, ioctl(controller, UInt(0x4004_5431), &lock) == 0,
      ioctl(controller, UInt(0x8004_5430), &number) == 0
    else { throw CocoaError(.fileReadUnknown) }
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    process = try TarnBinary.start(
      arguments, in: directory,
      environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"])
    for setting in [\Process.standardInput, \.standardOutput, \.standardError] {
      process[keyPath: setting] = FileHandle(fileDescriptor: terminal)
    }
    try process.run()
    Glibc.close(terminal)
  }

  deinit {
    if process.isRunning { process.terminate() }
    Glibc.close(controller)
  }

  /// The screen as it is.
  public var screen: String { grid.text }

  /// Waits until the screen shows a text; whether it does in time.
  public func shows(_ text: String, within seconds: Double = 20) -> Bool {
    shows(within: seconds) { $0.contains(text) }
  }

  /// Waits until the screen is as asked: what is drawn arrives in pieces, so two parts of it are one condition.
  public func shows(within seconds: Double = 20, _ isAsAsked: (String) -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while !isAsAsked(grid.text) {
      if Date() > end { return false }
      read()
    }
    return true
  }

  public func type(_ key: String) { _ = key.withCString { write(controller, $0, strlen($0)) } }

  /// Waits until the program has ended; whether it does in time.
  public func ends(within seconds: Double = 20) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < end { read() }
    for _ in 0..<5 { read() }
    return !process.isRunning
  }

  private func read() {
    var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 20) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(controller, &buffer, buffer.count)
    guard count > 0 else { return }
    rest += buffer[..<count]
    // A character may still lack its last bytes.
    guard var text = String(validating: rest, as: UTF8.self) else { return }
    rest = []
    // And so may a command: from its escape to the letter that ends it.
    if let start = text.lastIndex(of: "\u{1B}"), !text[start...].dropFirst(2).contains(where: \.isLetter),
      text[start...].count < 16
    {
      rest = Array(text[start...].utf8)
      text.removeSubrange(start...)
    }
    output += text
    grid.take(text)
  }
}

/// Characters where the program put them.
private struct TerminalGrid {
  private var rows = [[Character]](repeating: Array(repeating: " ", count: 80), count: 24)
  private var (row, column) = (0, 0)

  var text: String { rows.map { String($0) }.joined(separator: "\n") }

  mutating func take(_ text: String) {
    var characters = text[...]
    while let character = characters.popFirst() {
      switch character {
      case "\u{1B}":
        guard characters.popFirst() == "[" else { continue }
        let parameters = characters.prefix { !$0.isLetter }
        characters = characters.dropFirst(parameters.count)
        obey(characters.popFirst(), parameters.split(separator: ";").compactMap { Int($0) })
      case "\r", "\n", "\r\n": (row, column) = (min(row + 1, 23), 0)
      default:
        if row < 24, column < 80 { rows[row][column] = character }
        column += 1
      }
    }
  }

  private mutating func obey(_ command: Character?, _ parameters: [Int]) {
    switch command {
    case "H": (row, column) = ((parameters.first ?? 1) - 1, (parameters.dropFirst().first ?? 1) - 1)
    case "J": rows = Array(repeating: Array(repeating: " ", count: 80), count: 24)
    default: break
    }
  }
}
