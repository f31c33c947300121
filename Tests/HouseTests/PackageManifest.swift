import Foundation
import TestSupport

/// What Package.swift declares, read off its text.
struct PackageManifest {
  struct Target {
    var kind: String
    var name: String
    /// Targets of the package and products of others.
    var dependencies: Set<String>
    /// Below the project's root.
    var folder: String

    var isTest: Bool { kind == "testTarget" || folder.hasPrefix("Tests/") }
  }

  var targets: [Target] = []
  /// The targets that each product of the package is made of.
  var products: [String: Set<String>] = [:]
  /// Products of other packages that some target depends on.
  var foreignProducts: Set<String> = []

  static func read() throws -> PackageManifest {
    PackageManifest(try String(contentsOf: Golden.root.appending(path: "Package.swift"), encoding: .utf8))
  }

  init(_ text: String) {
    let tokens = SourceTokens.of(text).filter { $0.kind != .comment && $0.kind != .documentation }
    let targetKinds: Set = ["target", "executableTarget", "testTarget", "systemLibrary"]
    for place in tokens.indices.dropLast(2) where tokens[place].text == "." && tokens[place + 2].text == "(" {
      let kind = tokens[place + 1].text
      let fields = Self.fields(tokens[(place + 3)...])
      guard let name = fields["name"]?.first else { continue }
      if targetKinds.contains(kind) {
        let dependencies = fields["dependencies"] ?? []
        let parent = kind == "testTarget" ? "Tests" : "Sources"
        let folder = fields["path"]?.first ?? "\(parent)/\(name)"
        targets.append(Target(kind: kind, name: name, dependencies: Set(dependencies), folder: folder))
      } else if kind == "product" {
        foreignProducts.insert(name)
      } else if kind == "library" || kind == "executable" {
        products[name] = Set(fields["targets"] ?? [])
      }
    }
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// The literals behind each label of a call, of `.product(name:package:)` only the product's name.
  private static func fields(_ tokens: ArraySlice<SourceToken>) -> [String: [String]] {
    var fields: [String: [String]] = [:]
    var label = ""
    var depth = 0
    var inner = ""
    for (place, token) in zip(tokens.indices, tokens) {
      switch token.text {
      case "(", "[": depth += 1
      case ")", "]":
        depth -= 1
        if depth < 0 { return fields }
        if token.text == ")" { inner = "" }
      default:
        if token.kind == .word, place + 1 < tokens.endIndex, tokens[place + 1].text == ":" {
          if depth == 0 { label = token.text } else { inner = token.text }
        } else if token.kind == .literal, inner.isEmpty || inner == "name" {
          fields[label, default: []].append(String(token.text.dropFirst().dropLast()))
        }
      }
    }
    return fields
  }
}
