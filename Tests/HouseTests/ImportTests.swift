import Foundation
import TestSupport
import Testing

/// The layering of the package: what Package.swift declares against what the sources import.
struct ImportTests {
  /// Modules that come with the toolchain.
  static let toolchain: Set = [
    "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Synchronization", "Testing",
  ]

  private let manifest: PackageManifest

  init() throws { manifest = try PackageManifest.read() }

  /// The modules that the Swift files of a target import, each with a file that does.
  private func imports(of target: PackageManifest.Target) throws -> [String: String] {
    var found: [String: String] = [:]
    let nested = manifest.targets.map(\.folder).filter { $0.hasPrefix(target.folder + "/") }
    for file in Golden.sources(in: target.folder) where !nested.contains(where: { file.path.contains("/\($0)/") }) {
      for module in Self.imports(in: try String(contentsOf: file, encoding: .utf8)) {
        found[module] = file.lastPathComponent
      }
    }
    return found
  }

  /// Modules by the first part of their name, whatever access and attributes stand before, also inside `#if`.
  static func imports(in text: String) -> Set<String> {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
    let tokens = SourceTokens.of(text).filter { $0.kind != .comment && $0.kind != .documentation }
    var modules: Set<String> = []
    for place in tokens.indices.dropLast() where tokens[place].kind == .word && tokens[place].text == "import" {
      let next = tokens[place + 1].text
      if kinds.contains(next), place + 2 < tokens.count {
        modules.insert(tokens[place + 2].text)
      } else {
        modules.insert(next)
      }
    }
    return modules
  }

  /// The modules of the package that a target imports.
  private func ours(_ target: PackageManifest.Target) throws -> Set<String> {
    try Set(imports(of: target).keys).intersection(manifest.targets.map(\.name))
  }

  @Test func everyFormOfImportIsSeen() {
    let text = """
      // import Commented
      public import One
      @preconcurrency internal import Two
      #if canImport(Glibc)
        package import Three
      #endif
      import struct Four.Value
      let text = "import Quoted"
      """
    #expect(Self.imports(in: text) == ["One", "Two", "Three", "Four"])
  }

  @Test func theManifestIsRead() throws {
    #expect(manifest.target("Environments")?.folder == "Environments")
    #expect(manifest.target("TestSupport")?.isTest == true)
    #expect(manifest.target("tarn")?.dependencies.contains("ArgumentParser") == true)
    #expect(manifest.products["tarn"] == ["tarn"])
    for target in manifest.targets {
      let folder = Golden.root.appending(path: target.folder).path
      #expect(FileManager.default.fileExists(atPath: folder), "\(target.name) has no folder \(target.folder)")
    }
  }

  @Test func targetsDeclareWhatTheyImport() throws {
    let names = Set(manifest.targets.map(\.name))
    for target in manifest.targets {
      let imports = try imports(of: target)
      for (module, file) in imports.sorted(by: { $0.key < $1.key })
      where !target.dependencies.contains(module) {
        #expect(
          Self.toolchain.contains(module), "\(target.name) does not declare \(module), which \(file) imports")
      }
      for dependency in target.dependencies.subtracting(imports.keys).sorted() {
        Issue.record("\(target.name) declares \(dependency) and never imports it")
      }
      let unknown = target.dependencies.subtracting(names).subtracting(manifest.foreignProducts)
      #expect(unknown.isEmpty, "\(target.name) depends on what does not exist")
    }
  }

  @Test func productsAreMadeOfTargets() {
    let names = Set(manifest.targets.map(\.name))
    for (product, targets) in manifest.products {
      #expect(!targets.isEmpty && targets.isSubset(of: names), "the product \(product)")
    }
  }

  @Test func worldsAndLearnersMeetInTheWorkbenchOnly() throws {
    for target in manifest.targets where !target.isTest {
      let imports = try ours(target)
      if target.name == "Agents" { #expect(!imports.contains("Environments")) }
      if target.name == "Environments" { #expect(!imports.contains("Agents")) }
      let knowsBoth = imports.isSuperset(of: ["Agents", "Environments"])
      #expect(!knowsBoth || ["Workbench", "tarn"].contains(target.name), "\(target.name) knows worlds and learners")
    }
  }

  @Test(arguments: [
    ("COpenBLAS", "Tensors"), ("CSDL2", "Display"), ("SwiftProtobuf", "Interchange"), ("CAssets", "Assets"),
    ("ArgumentParser", "tarn"), ("TOMLKit", "Experiments"), ("SwiftCSV", "SupervisedLearning"),
  ])
  func onlyOneTargetImports(module: String, owner: String) throws {
    for target in manifest.targets where try imports(of: target)[module] != nil {
      #expect(target.name == owner, "\(target.name) imports \(module)")
    }
  }

  @Test func nothingImportsTheExecutable() throws {
    for target in manifest.targets {
      #expect(!(try ours(target).contains("tarn")), "\(target.name) imports tarn")
      #expect(!target.dependencies.contains("tarn"), "\(target.name) depends on tarn")
    }
  }

  @Test func importsFormNoCycle() throws {
    var edges: [String: Set<String>] = [:]
    for target in manifest.targets { edges[target.name] = try ours(target).union(target.dependencies) }
    var finished: Set<String> = []
    func visit(_ target: String, from path: [String]) {
      #expect(!path.contains(target), "cycle \(path) -> \(target)")
      guard !path.contains(target), !finished.contains(target) else { return }
      for next in edges[target] ?? [] { visit(next, from: path + [target]) }
      finished.insert(target)
    }
    for target in edges.keys { visit(target, from: []) }
  }

  @Test func filesStayShort() throws {
    for target in manifest.targets where !target.isTest {
      for file in Golden.sources(in: target.folder) where !file.path.contains("/Generated/") {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file.lastPathComponent) has \(lines.count) lines")
      }
    }
  }
}
