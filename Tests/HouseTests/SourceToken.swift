/// A piece of a Swift file. White space is left out and a literal of text is one token, so words inside it are not code.
struct SourceToken {
  enum Kind { case word, sign, literal, comment, documentation }

  var kind: Kind
  var text: String
  /// Lines count from 1; a block comment or a long literal ends on a later line than it starts.
  var line: Int
  var lastLine: Int
  /// Nothing stands between this token and the one before.
  var isAttached: Bool
}

/// Splits the text of a Swift file into tokens, as far as telling declarations, imports and comments apart needs it.
struct SourceTokens {
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var tokens: [SourceToken] = []

  static func of(_ text: String) -> [SourceToken] {
    var reader = SourceTokens(bytes: Array(text.utf8))
    reader.readAll()
    return reader.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func byte(_ offset: Int = 0) -> UInt8 {
    place + offset < bytes.count ? bytes[place + offset] : 0
  }

  private func starts(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard place + length <= bytes.count else { return false }
    return (0..<length).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
  }

  private mutating func step(_ count: Int = 1) {
    for _ in 0..<count where place < bytes.count {
      if bytes[place] == UInt8(ascii: "\n") { line += 1 }
      place += 1
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private mutating func readAll() {
    var end = -1
    while place < bytes.count {
      let start = place
      let firstLine = line
      if byte() <= 0x20 {
        step()
        continue
      }
      let kind = readToken()
      let text = String(decoding: bytes[start..<place], as: UTF8.self)
      tokens.append(
        SourceToken(kind: kind, text: text, line: firstLine, lastLine: line, isAttached: start == end))
      end = place
    }
  }

  private mutating func readToken() -> SourceToken.Kind {
    if starts("//") {
      let isDocumentation = starts("///") && !starts("////")
      while place < bytes.count, byte() != UInt8(ascii: "\n") { step() }
      return isDocumentation ? .documentation : .comment
    }
    if starts("/*") {
      let isDocumentation = starts("/**") && !starts("/**/")
      readBlockComment()
      return isDocumentation ? .documentation : .comment
    }
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if byte(hashes) == UInt8(ascii: "\"") {
      readLiteral(hashes: hashes)
      return .literal
    }
    if byte() == UInt8(ascii: "`") {
      step()
      while place < bytes.count, byte() != UInt8(ascii: "`") { step() }
      step()
      return .word
    }
    if Self.isWord(byte()) {
      while Self.isWord(byte()) { step() }
      return .word
    }
    step()
    return .sign
  }

  private mutating func readBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        step(2)
      } else if starts("*/") {
        depth -= 1
        step(2)
      } else {
        step()
      }
    } while depth > 0 && place < bytes.count
  }

  /// Reads a literal of text with its interpolations, which may hold literals themselves.
  private mutating func readLiteral(hashes: Int) {
    step(hashes)
    let isLong = starts("\"\"\"")
    step(isLong ? 3 : 1)
    while place < bytes.count {
      let isEscape = byte() == UInt8(ascii: "\\") && (0..<hashes).allSatisfy { byte(1 + $0) == UInt8(ascii: "#") }
      if isEscape {
        step(1 + hashes)
        if byte() == UInt8(ascii: "(") { readInterpolation() } else { step() }
        continue
      }
      let quotes = isLong ? 3 : 1
      let isEnd =
        (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
        && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
      if isEnd {
        step(quotes + hashes)
        return
      }
      if !isLong, byte() == UInt8(ascii: "\n") { return }
      step()
    }
  }

  private mutating func readInterpolation() {
    var depth = 0
    repeat {
      switch byte() {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      default: break
      }
      if byte() <= 0x20 { step() } else { _ = readToken() }
    } while depth > 0 && place < bytes.count
  }
}
