/// A declaration as the sources have it.
struct SourceDeclaration {
  var keyword: String
  /// With the labels of its parameters: `advance(_:taking:using:)`.
  var name: String
  /// The types around it, outermost first: for a member of an extension the extended type's name.
  var path: [String]
  var line: Int
  var isPublic: Bool
  var isDocumented: Bool
  /// A requirement of the protocol that is last in `path`.
  var isRequirement: Bool
  /// Types named after the colon of a type, extension or protocol, and in an extension's `where Self: ...`.
  var inherited: [String] = []
  /// An enumeration's cases that share a line, which the type's own comment may explain.
  var isCaseAmongOthers = false

  var title: String { "\(keyword) \((path + [name]).joined(separator: "."))" }
}

/// Reads the declarations outside function bodies off the tokens of a file.
struct SourceDeclarations {
  private struct Scope {
    var path: [String]
    var isPublic: Bool
    var isDocumented: Bool
    var isProtocol = false
    /// Members of a `public extension` are public without a word.
    var membersArePublic = false
  }

  private static let types: Set = ["struct", "class", "enum", "protocol", "actor", "extension"]
  private static let members: Set = [
    "var", "let", "func", "init", "subscript", "typealias", "associatedtype", "case", "macro", "operator",
    "precedencegroup",
  ]
  private static let access: Set = ["public", "open", "package", "internal", "fileprivate", "private"]
  private static let modifiers: Set = access.union([
    "static", "final", "class", "mutating", "nonmutating", "override", "convenience", "required", "indirect", "lazy",
    "weak", "unowned", "consuming", "borrowing", "nonisolated", "dynamic", "prefix", "postfix", "infix", "isolated",
  ])

  private let tokens: [SourceToken]
  private let comments: [Int: SourceToken.Kind]
  private var place = 0
  private(set) var found: [SourceDeclaration] = []

  static func of(_ text: String) -> [SourceDeclaration] { of(SourceTokens.of(text)) }

  static func of(_ tokens: [SourceToken]) -> [SourceDeclaration] {
    var reader = SourceDeclarations(tokens)
    reader.readMembers(of: Scope(path: [], isPublic: true, isDocumented: false))
    return reader.found
  }

  /// Comments leave the row of tokens; each is remembered at the index of the token it stands before.
  private init(_ all: [SourceToken]) {
    var code: [SourceToken] = []
    var comments: [Int: SourceToken.Kind] = [:]
    for token in all {
      switch token.kind {
      case .comment:
        if code.last?.lastLine != token.line, comments[code.count] == nil { comments[code.count] = .comment }
      case .documentation: comments[code.count] = .documentation
      default: code.append(token)
      }
    }
    tokens = code
    self.comments = comments
  }

  private func text(_ offset: Int = 0) -> String {
    place + offset < tokens.count ? tokens[place + offset].text : ""
  }

  private func closing(_ sign: String) -> String? {
    switch sign {
    case "(": ")"
    case "[": "]"
    case "{": "}"
    default: nil
    }
  }

  /// Leaves out a group in brackets, with all groups inside.
  private mutating func skipGroup() {
    guard let end = closing(text()) else { return }
    place += 1
    while place < tokens.count, text() != end {
      if closing(text()) != nil { skipGroup() } else { place += 1 }
    }
    place += 1
  }

  private mutating func readMembers(of scope: Scope) {
    while place < tokens.count, text() != "}" {
      if readDeclaration(in: scope) { continue }
      if closing(text()) != nil { skipGroup() } else { place += 1 }
    }
    place += 1
  }

  /// False, and nothing read, where no declaration starts.
  private mutating func readDeclaration(in scope: Scope) -> Bool {
    let start = place
    guard start == 0 || tokens[start - 1].text != "." else { return false }
    var words: Set<String> = []
    var isDocumented = comments[place] == .documentation
    while true {
      if text() == "@" {
        // A setting's declaration holds its line of meaning.
        if text(1) == "Setting" { isDocumented = true }
        place += 2
        while text() == "." { place += 2 }
        if text() == "(", tokens[place].isAttached { skipGroup() }
      } else if text() == "class", !Self.members.union(Self.modifiers).contains(text(1)) {
        break
      } else if Self.modifiers.contains(text()) {
        let word = text()
        place += 1
        // `private(set)` and `unowned(safe)` do not say what the declaration itself is.
        if text() == "(", tokens[place].isAttached { skipGroup() } else { words.insert(word) }
      } else {
        break
      }
      if comments[place] == .documentation { isDocumented = true }
    }
    let keyword = text()
    guard Self.types.contains(keyword) || Self.members.contains(keyword) else {
      place = start
      return false
    }
    if keyword == "actor", place + 1 < tokens.count, tokens[place + 1].kind != .word {
      place = start
      return false
    }
    let line = tokens[start].line
    let isOpen = !words.isDisjoint(with: ["public", "open"])
    let isSilent = words.isDisjoint(with: Self.access)
    let inherits = scope.isProtocol || keyword == "case" || scope.membersArePublic
    let isPublic = scope.isPublic && (isOpen || (isSilent && inherits))
    place += 1
    if keyword == "case" {
      readCases(in: scope, line: line, isDocumented: isDocumented)
    } else if Self.types.contains(keyword) {
      readType(keyword, in: scope, line: line, isPublic: isPublic, isOpen: isOpen, isDocumented: isDocumented)
    } else {
      let name = readName(keyword)
      found.append(
        SourceDeclaration(
          keyword: keyword, name: name, path: scope.path, line: line, isPublic: isPublic, isDocumented: isDocumented,
          isRequirement: scope.isProtocol))
    }
    return true
  }

  private mutating func readCases(in scope: Scope, line: Int, isDocumented: Bool) {
    var names: [String] = []
    repeat {
      if text() == "," { place += 1 }
      names.append(bare(text()))
      place += 1
      if text() == "(" { skipGroup() }
      if text() == "=" { place += text(1) == "-" ? 3 : 2 }
    } while text() == ","
    for name in names {
      found.append(
        SourceDeclaration(
          keyword: "case", name: name, path: scope.path, line: line, isPublic: scope.isPublic,
          isDocumented: isDocumented || (names.count > 1 && scope.isDocumented), isRequirement: false,
          isCaseAmongOthers: names.count > 1))
    }
  }

  private mutating func readType(
    _ keyword: String, in scope: Scope, line: Int, isPublic: Bool, isOpen: Bool, isDocumented: Bool
  ) {
    var name = ""
    while place < tokens.count, tokens[place].kind == .word || text() == "." {
      name += bare(text())
      place += 1
      if text() != ".", tokens[place - 1].text != "." { break }
    }
    var inherited: [String] = []
    var word = ""
    if text() == "<" { skipAngles() }
    var isCondition = false
    while place < tokens.count, text() != "{" {
      if text() == "where" { isCondition = true }
      if isCondition, text() == "Self", text(1) == ":" {
        inherited.append(bare(text(2)))
      } else if !isCondition, tokens[place].kind == .word {
        word = tokens[place - 1].text == "." ? word + "." + text() : text()
        if text(1) != "." { inherited.append(word) }
      }
      place += 1
    }
    let isExtension = keyword == "extension"
    found.append(
      SourceDeclaration(
        keyword: keyword, name: name, path: scope.path, line: line, isPublic: isPublic && !isExtension,
        isDocumented: isDocumented, isRequirement: false, inherited: inherited))
    place += 1
    readMembers(
      of: Scope(
        path: scope.path + [name], isPublic: isExtension ? scope.isPublic : isPublic, isDocumented: isDocumented,
        isProtocol: keyword == "protocol", membersArePublic: isExtension && isOpen))
  }

  /// The name with its labels; stops behind the parameters, before the result.
  private mutating func readName(_ keyword: String) -> String {
    var name = keyword == "init" || keyword == "subscript" ? keyword : ""
    if name.isEmpty {
      // An operator may be several signs.
      repeat {
        name += bare(text())
        place += 1
      } while place < tokens.count && tokens[place].isAttached && tokens[place].kind == .sign
        && !["(", "<", ":", "=", ",", "{"].contains(text())
        || (place < tokens.count && name.allSatisfy { "=<>!&|+-*/%^~.".contains($0) } && text() != "("
          && tokens[place].kind == .sign && tokens[place].isAttached)
    }
    guard ["func", "init", "subscript"].contains(keyword) else { return name }
    let isOperator = name.allSatisfy { "=<>!&|+-*/%^~.".contains($0) }
    while place < tokens.count, text() != "(" { place += 1 }
    let end = place
    skipGroup()
    let after = place
    place = end + 1
    var labels = ""
    var expectsLabel = true
    while place < after - 1 {
      if expectsLabel, tokens[place].kind == .word || text() == "_" {
        let isUnnamed = isOperator || (keyword == "subscript" && text(1) == ":")
        labels += (isUnnamed ? "_" : bare(text())) + ":"
        expectsLabel = false
      }
      if text() == "," { expectsLabel = true }
      if closing(text()) != nil {
        skipGroup()
      } else if text() == "<" {
        skipAngles()
      } else {
        place += 1
      }
    }
    place = after
    return "\(name)(\(labels))"
  }

  private mutating func skipAngles() {
    var depth = 0
    repeat {
      if text() == "<" { depth += 1 }
      if text() == ">", place > 0, tokens[place - 1].text != "-" { depth -= 1 }
      if closing(text()) != nil { skipGroup() } else { place += 1 }
    } while depth > 0 && place < tokens.count
  }

  private func bare(_ name: String) -> String { name.filter { $0 != "`" } }
}
