import Scenes

#if canImport(Glibc)
  import Glibc
#endif

/// The terminal as a display: raw keys in, changed characters out, everything restored on the way out.
package final class Terminal {
  enum Palette { case none, indexed, full }

  private var saved = termios()
  private var shown: TextScreen?
  private let theme: Theme
  let palette: Palette
  let isUnicode: Bool

  /// Whether there are keys to read and characters to draw.
  package static var isAvailable: Bool { isatty(0) == 1 && isatty(1) == 1 }

  init?(theme: Theme) {
    guard Self.isAvailable, tcgetattr(0, &saved) == 0 else { return nil }
    self.theme = theme
    func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
    let locale = [variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG")].first { !$0.isEmpty } ?? ""
    isUnicode = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
    if !variable("NO_COLOR").isEmpty || variable("TERM") == "dumb" {
      palette = .none
    } else {
      palette = ["truecolor", "24bit"].contains(variable("COLORTERM")) ? .full : .indexed
    }
    var raw = saved
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON)
    withUnsafeMutableBytes(of: &raw.c_cc) { bytes in
      bytes[Int(VMIN)] = 0
      bytes[Int(VTIME)] = 0
    }
    tcsetattr(0, TCSANOW, &raw)
    Self.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
  }

  /// Whole, or not at all: a terminal that went away is no error.
  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(1, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return }
      written += count
    }
  }

  /// Shows the cursor and the text that was there before.
  func restore() {
    Self.write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
    tcsetattr(0, TCSANOW, &saved)
  }

  var size: (columns: Int, rows: Int) {
    var window = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return (80, 24) }
    return (Int(window.ws_col), Int(window.ws_row))
  }

  /// Keys pressed since the last call, waiting at most `milliseconds` for one.
  func keys(waiting milliseconds: Int) -> [String] {
    var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(milliseconds)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(0, &bytes, bytes.count)
    guard count > 0 else { return [] }
    return Self.names(String(decoding: bytes[..<count], as: UTF8.self))
  }

  private static func names(_ text: String) -> [String] {
    let sequences = [
      "\u{1B}[A": "up", "\u{1B}[B": "down", "\u{1B}[C": "right", "\u{1B}[D": "left", "\u{1B}[H": "home",
      "\u{1B}[F": "end", "\u{1B}[1~": "home", "\u{1B}[4~": "end", "\u{1B}OH": "home", "\u{1B}OF": "end",
    ]
    var keys: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      if let (sequence, name) = sequences.first(where: { rest.hasPrefix($0.key) }) {
        keys.append(name)
        rest = rest.dropFirst(sequence.count)
      } else {
        let character = rest.removeFirst()
        switch character {
        case " ": keys.append("space")
        case "\n", "\r": keys.append("return")
        case "\u{1B}": keys.append("escape")
        default: keys.append(String(character))
        }
      }
    }
    return keys
  }

  /// Writes the characters that changed.
  func show(_ screen: TextScreen) {
    var text = ""
    var style: TextScreen.Style?
    var isPlaced = false
    let old = shown?.columns == screen.columns && shown?.rows == screen.rows ? shown : nil
    if old == nil { text += "\u{1B}[0m\u{1B}[2J" }
    for index in screen.characters.indices {
      if index % screen.columns == 0 { isPlaced = false }
      let character = screen.characters[index]
      if old?.characters[index] == character {
        isPlaced = false
        continue
      }
      if !isPlaced { text += "\u{1B}[\(index / screen.columns + 1);\(index % screen.columns + 1)H" }
      if style != character.style {
        text += escape(character.style)
        style = character.style
      }
      text.append(character.character)
      isPlaced = true
    }
    if !text.isEmpty { Self.write(text + "\u{1B}[0m") }
    shown = screen
  }

  private func escape(_ style: TextScreen.Style) -> String {
    var codes = ["0"]
    if style.isBold { codes.append("1") }
    if palette != .none {
      if let paint = style.paint { codes.append(code(theme.colour(paint), base: 38)) }
      if let ground = style.ground { codes.append(code(theme.colour(ground), base: 48)) }
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }

  private func code(_ colour: Colour, base: Int) -> String {
    if palette == .full { return "\(base);2;\(colour.red);\(colour.green);\(colour.blue)" }
    // The 6 x 6 x 6 cube of 256 colours.
    func level(_ value: UInt8) -> Int { Int((Double(value) / 255 * 5).rounded()) }
    return "\(base);5;\(16 + 36 * level(colour.red) + 6 * level(colour.green) + level(colour.blue))"
  }
}
