import Experiments
import Foundation
import Persistence
import TestSupport
import Testing
import Workbench

/// The ten lines that the README shows, as a program of somebody else would have them.
@MainActor
private func trainAndWatch(in directory: String) throws -> (summary: JSON, screen: String?) {
  // README begins
  var request = RunRequest(agent: "q-learning", environment: "FrozenLake8x8-v1")
  request.seed = 1
  request.steps = 100_000
  let configuration = try request.configuration()
  let run = try PreparedRun(configuration).begin(configuration, in: directory)
  while !run.isComplete { try run.advance(10_000) }
  let summary = try run.finish()
  let screen = try Watch.run(in: directory)
  // README ends
  return (summary, screen)
}

struct ReadmeTests {
  @MainActor @Test func tenLinesTrainAndWatch() throws {
    unsetenv("DISPLAY")
    unsetenv("WAYLAND_DISPLAY")
    try TarnBinary.withFolder { folder throws in
      let directory = folder.appending(path: "mine").path
      let (summary, screen) = try trainAndWatch(in: directory)
      #expect(summary.text.contains("\"steps\":100000") && summary.text.contains("\"agent\":\"q-learning\""))
      // Without a display and a terminal the screen comes as text.
      #expect(try #require(screen).contains("# finished"))
    }
  }

  /// What is compiled here is what the README says, line for line.
  @Test func theReadmeShowsThem() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let lines = source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let first = try #require(lines.firstIndex(of: "// README begins"))
    let last = try #require(lines.firstIndex(of: "// README ends"))
    let shown = lines[(first + 1)..<last].map { $0.replacing("directory", with: "\"runs/mine\"") }
    #expect(shown.count <= 10)
    #expect(readme.contains(shown.joined(separator: "\n").replacing("let screen = ", with: "")))
  }
}
