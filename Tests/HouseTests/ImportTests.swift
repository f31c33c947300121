import Foundation
import TestSupport
import Testing

/// The layering of the package, read off the sources.
struct ImportTests {
  /// Target: folder and the targets of ours it may import.
  static let allowed: [String: (folder: String, imports: Set<String>)] = [
    "Persistence": ("Sources/Persistence", ["CZlib"]),
    "Settings": ("Sources/Settings", ["Persistence"]),
    "Randomness": ("Sources/Randomness", []),
    "Scenes": ("Sources/Scenes", []),
    "Assets": ("Assets", ["CAssets"]),
    "Tensors": ("Sources/Tensors", ["CKernels", "COpenBLAS"]),
    "NeuralNetworks": ("Sources/NeuralNetworks", ["Tensors", "CKernels", "Randomness", "Persistence"]),
    "SupervisedLearning": (
      "Sources/SupervisedLearning", ["NeuralNetworks", "Tensors", "Randomness", "Persistence", "Settings", "CZlib"]
    ),
    "Interchange": ("Sources/Interchange", ["NeuralNetworks", "Tensors", "CZlib", "Persistence"]),
    "ReinforcementLearning": (
      "Sources/ReinforcementLearning", ["CKernels", "Randomness", "Scenes", "Persistence", "Settings"]
    ),
    "Environments": (
      "Environments",
      ["ReinforcementLearning", "CKernels", "Randomness", "Scenes", "Assets", "Persistence", "Settings"]
    ),
    "Agents": (
      "Agents", ["ReinforcementLearning", "NeuralNetworks", "Tensors", "Randomness", "Persistence", "Settings"]
    ),
    "Experiments": (
      "Sources/Experiments", ["ReinforcementLearning", "Randomness", "Scenes", "Persistence", "Settings"]
    ),
    "Display": ("Sources/Display", ["Scenes", "CSDL2", "Assets", "Persistence"]),
    "Workbench": (
      "Sources/Workbench",
      [
        "Randomness", "Scenes", "Assets", "ReinforcementLearning", "Environments", "Agents", "Experiments", "Display",
        "Persistence", "Settings", "Tensors", "NeuralNetworks", "SupervisedLearning", "Interchange",
      ]
    ),
    "tarn": (
      "Sources/tarn",
      [
        "Workbench", "Randomness", "Scenes", "Assets", "ReinforcementLearning", "Environments", "Agents", "Experiments",
        "Display",
        "Persistence", "Settings", "Tensors", "NeuralNetworks", "SupervisedLearning", "Interchange",
      ]
    ),
  ]
  static let ours = Set(allowed.keys).union(["CAssets", "CSDL2", "COpenBLAS", "CKernels", "CZlib"])

  @Test(arguments: allowed.keys.sorted())
  func targetsImportOnlyWhatTheyMay(target: String) throws {
    let rule = try #require(Self.allowed[target])
    let files = Golden.sources(in: rule.folder)
    #expect(!files.isEmpty)
    for file in files {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(of: "import"), place < 2, words.count == place + 2 else { continue }
        let module = words[place + 1]
        if Self.ours.contains(module) {
          #expect(rule.imports.contains(module), "\(target): \(file.lastPathComponent) imports \(module)")
        }
      }
    }
  }

  @Test func importsFormNoCycle() {
    func reach(_ target: String, _ path: [String]) {
      #expect(!path.contains(target), "cycle \(path) -> \(target)")
      if path.contains(target) { return }
      for next in Self.allowed[target]?.imports ?? [] { reach(next, path + [target]) }
    }
    for target in Self.allowed.keys { reach(target, []) }
  }

  @Test func filesStayShort() throws {
    for rule in Self.allowed.values {
      for file in Golden.sources(in: rule.folder) where !file.path.contains("/Generated/") {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file.lastPathComponent) has \(lines.count) lines")
      }
    }
  }
}
