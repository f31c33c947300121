/// Public declarations that no comment explains.
struct Undocumented {
  /// What the standard library documents: whoever conforms need not say it again.
  static let standard: [String: Set<String>] = [
    "Equatable": ["==(_:_:)"], "Comparable": ["<(_:_:)"], "Hashable": ["hash(into:)"],
    "Encodable": ["encode(to:)"], "Decodable": ["init(from:)"], "CustomStringConvertible": ["description"],
    "CodingKey": ["stringValue", "intValue", "init(stringValue:)", "init(intValue:)"],
    "ExpressibleByArrayLiteral": ["init(arrayLiteral:)"], "ExpressibleByFloatLiteral": ["init(floatLiteral:)"],
    "ExpressibleByIntegerLiteral": ["init(integerLiteral:)"], "ExpressibleByStringLiteral": ["init(stringLiteral:)"],
    "ExpressibleByBooleanLiteral": ["init(booleanLiteral:)"],
    "ExpressibleByDictionaryLiteral": ["init(dictionaryLiteral:)"],
    "RawRepresentable": ["rawValue", "init(rawValue:)"], "CaseIterable": ["allCases"], "Identifiable": ["id"],
    "Sequence": ["makeIterator()"], "IteratorProtocol": ["next()"],
    "Collection": ["startIndex", "endIndex", "index(after:)", "subscript(_:)"],
    "BidirectionalCollection": ["index(before:)"],
  ]
  static let standardParents: [String: Set<String>] = [
    "Codable": ["Encodable", "Decodable"], "Comparable": ["Equatable"], "Hashable": ["Equatable"],
    "Collection": ["Sequence"], "BidirectionalCollection": ["Collection"],
    "RandomAccessCollection": ["BidirectionalCollection"], "MutableCollection": ["Collection"],
  ]

  /// Documented requirements of each protocol, by its last name.
  private var requirements = Self.standard
  private var parents = Self.standardParents

  /// Learns protocols and conformances from all declarations of the package.
  init(knowing declarations: [SourceDeclaration]) {
    for declaration in declarations {
      if declaration.isRequirement, declaration.isDocumented, let owner = declaration.path.last {
        requirements[owner, default: []].insert(declaration.name)
      }
      if !declaration.inherited.isEmpty {
        let names = declaration.inherited.map(Self.last)
        parents[Self.last(declaration.name), default: []].formUnion(names)
      }
    }
  }

  private static func last(_ name: String) -> String { name.split(separator: ".").last.map(String.init) ?? name }

  /// Whether a protocol that the type conforms to, itself or through another, documents the member.
  private func isExplained(_ name: String, in type: String) -> Bool {
    var seen: Set<String> = []
    var open = [type]
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      if requirements[next]?.contains(name) == true { return true }
      open += parents[next] ?? []
    }
    return false
  }

  func among(_ declarations: [SourceDeclaration]) -> [SourceDeclaration] {
    declarations.filter { declaration in
      guard declaration.isPublic, !declaration.isDocumented else { return false }
      if declaration.keyword == "case" { return true }
      guard let type = declaration.path.last else { return true }
      return declaration.isRequirement || !isExplained(declaration.name, in: Self.last(type))
    }
  }
}
