import Foundation
import TestSupport
import Testing

/// What the sources say about themselves.
struct DocumentationTests {
  private let manifest: PackageManifest

  init() throws { manifest = try PackageManifest.read() }

  private struct File {
    var target: PackageManifest.Target
    /// Below the project's root.
    var path: String
    var tokens: [SourceToken]
    var declarations: [SourceDeclaration]
  }

  /// All files that people write, with what they declare.
  private func files(inTests isTest: Bool) throws -> [File] {
    try manifest.targets.filter { $0.isTest == isTest }.flatMap { target in
      try Golden.sources(in: target.folder).filter { !$0.path.contains("/Generated/") }.map { file in
        let tokens = SourceTokens.of(try String(contentsOf: file, encoding: .utf8))
        let path = String(file.path.dropFirst(Golden.root.path.count).drop { $0 == "/" })
        return File(target: target, path: path, tokens: tokens, declarations: SourceDeclarations.of(tokens))
      }
    }.sorted { $0.path < $1.path }
  }

  @Test func everyPublicDeclarationIsDocumented() throws {
    let files = try files(inTests: false)
    let undocumented = Undocumented(knowing: files.flatMap(\.declarations))
    var lines: [String] = []
    for file in files {
      lines += undocumented.among(file.declarations).map { "\(file.path):\($0.line): \($0.title)" }
    }
    #expect(files.count > 100)
    #expect(lines.isEmpty, "\(lines.count) without a comment:\n\(lines.joined(separator: "\n"))")
  }

  /// What only somebody with papers from outside the repository understands.
  private static var outside: [Regex<Substring>] {
    [
      /\b[Tt]he design\b/, /\b[Ii]ssue #?\d+/, /\b[Ss]creen \d/, /\b[Tt]he spec\b/, /\/work\//, /\bcli\.md\b/,
      /\barchitecture\.md\b/, /\benvironments\.md\b/, /\bWINDOW\.md\b/, /\bTODO\b/, /\bFIXME\b/,
    ]
  }

  @Test func commentsReferToNothingOutside() throws {
    let workload = /\bW\d{1,2}\b/
    let outside = Self.outside
    for file in try files(inTests: false) + files(inTests: true) where !file.path.hasPrefix("Tests/HouseTests/") {
      for token in file.tokens where token.kind == .comment || token.kind == .documentation {
        let isNamed = outside.contains { token.text.firstMatch(of: $0) != nil }
        #expect(!isNamed, "\(file.path):\(token.line): \(token.text)")
        let isBenchmark = file.path.hasPrefix("Sources/tarn/Benchmarks/")
        #expect(
          isBenchmark || token.text.firstMatch(of: workload) == nil, "\(file.path):\(token.line): \(token.text)")
      }
    }
  }

  // MARK: The reader itself

  private func undocumented(_ text: String) -> [String] {
    let declarations = SourceDeclarations.of(text)
    return Undocumented(knowing: declarations).among(declarations).map(\.title)
  }

  @Test func attributesModifiersAndLinesHideNothing() {
    let text = """
      /// Documented.
      @inlinable
      @available(*, deprecated, message: "use { the other }")
      public static func shown(_ text: String = "public var no: Int") {}
      @inlinable nonisolated(unsafe) static public
        private(set) var hidden = 0
      // Only a remark.
      public func long<Value>(
        _ first: Value, second: @escaping (Int) -> Void, of third: [String: Int] = [:]
      ) where Value: Sendable {
        public let inside = 0
      }
      /* public var commented: Int */
      var quiet = { public let no = "\\(open { "}" })" }
      """
    #expect(undocumented(text) == ["var hidden", "func long(_:second:of:)"])
  }

  @Test func membersArePublicAsTheirTypeIs() {
    let text = """
      /// A protocol.
      public protocol Shape { var area: Double { get }; func scaled(by factor: Double) -> Self }
      /// A choice.
      public enum Choice {
        case one
        case two, three
        case four(Int, name: String = "")
        indirect case five(Choice)
      }
      public extension Choice { var count: Int { 1 } }
      struct Hidden { public var value = 0 }
      extension Choice { func quiet() {} public subscript(_ index: Int) -> Int { index } }
      """
    #expect(
      undocumented(text) == [
        "var Shape.area", "func Shape.scaled(by:)", "case Choice.one", "case Choice.four", "case Choice.five",
        "var Choice.count", "subscript Choice.subscript(_:)",
      ])
  }

  @Test func aDocumentedRequirementSpeaksForItsImplementations() {
    let text = """
      /// A protocol.
      public protocol Shape {
        /// In square units.
        var area: Double { get }
        var name: String { get }
      }
      /// Another.
      public protocol Solid: Shape {}
      /// A type.
      public struct Cube<Value: Shape>: Solid, Hashable {
        public var area: Double { 6 }
        public var name: String { "cube" }
        public static func == (a: Cube, b: Cube) -> Bool { true }
        public func hash(into hasher: inout Hasher) {}
      }
      /// A stranger, whose parameter alone conforms.
      public struct Plain<Value: Shape> { public var area: Double { 0 } }
      """
    #expect(undocumented(text) == ["var Shape.name", "var Cube.name", "var Plain.area"])
  }
}
