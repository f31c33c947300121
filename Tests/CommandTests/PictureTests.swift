import Foundation
import TestSupport
import Testing

/// Pictures and texts of runs, without a display.
@Suite(.serialized)
struct PictureTests {
  private func watch(_ folder: URL, _ arguments: String...) throws -> TarnBinary.Result {
    try TarnBinary.run(["watch", "r"] + arguments, in: folder, environment: ["DISPLAY": ""])
  }

  /// Acceptance 1: the same bytes twice, day and night.
  @Test func picturesAreTheSameTwice() throws {
    try TarnBinary.withRun { folder throws in
      for theme in [[], ["--night"]] as [[String]] {
        var pictures: [Data] = []
        for name in ["a.png", "b.png"] {
          let arguments = ["watch", "r", "--screenshot", name, "--episode", "3000", "--step", "9"] + theme
          let result = try TarnBinary.run(arguments, in: folder)
          #expect(result.status == 0, "\(result.diagnostics)")
          pictures.append(try Data(contentsOf: folder.appending(path: name)))
        }
        #expect(pictures[0] == pictures[1] && pictures[0].count > 20_000)
      }
    }
  }

  /// Watching plays the run again: what is shown is what was recorded.
  @Test func scrubbingShowsThePast() throws {
    try TarnBinary.withRun { folder throws in
      let metrics = try String(contentsOf: folder.appending(path: "r/metrics.jsonl"), encoding: .utf8)
      let line = try #require(
        metrics.split(separator: "\n").first { $0.contains("\"episode\":1234,") && $0.contains("\"kind\":\"episode\"") }
      )
      let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let length = try #require(record["length"] as? Int)
      let text = try watch(folder, "--text", "--episode", "1234", "--step", "\(length)").output
      #expect(
        text.contains("> replaying") && text.contains("episode 1,234") && text.contains("step \(length)/200"), "\(text)"
      )
      // A step back and forward again is the same moment.
      let there = try watch(folder, "--text", "--episode", "1234", "--step", "5", "--keys", "space").output
      #expect(try watch(folder, "--text", "--episode", "1234", "--step", "5", "--keys", ", .").output == there)
      #expect(try watch(folder, "--text", "--keys", "end").output.contains("# finished"))
      #expect(try watch(folder, "--text", "--keys", "home").output.contains("^ 1\n"))
      #expect(try watch(folder, "--text", "--keys", "left left").output.contains("> replaying"))
      #expect(try watch(folder, "--text", "--keys", "?").output.contains("Keys"))
    }
  }

  @Test func textScreenFitsTheTerminal() throws {
    try TarnBinary.withRun { folder throws in
      let lines = try watch(folder, "--text").output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 25 && lines.allSatisfy { $0.count <= 80 })
      #expect(lines[0].contains("FrozenLake 8×8") && lines[0].contains("# finished"))
      #expect(lines.contains { $0.contains("best 0.913") })
    }
  }

  @Test func wrongMomentsAreRefused() throws {
    try TarnBinary.withRun { folder throws in
      let result = try watch(folder, "--screenshot", "x.png", "--episode", "99999999")
      #expect(result.status == 64 && result.diagnostics.contains("--episode takes a number from 1 to"))
      let size = try watch(folder, "--screenshot", "x.png", "--size", "big")
      #expect(size.status == 64 && size.diagnostics.contains("WIDTHxHEIGHT"))
      let place = try watch(folder, "--screenshot", "/no/such/x.png")
      #expect(place.status == 64 && place.diagnostics.contains("there is no directory '/no/such'"))
      let clip = try watch(folder, "--record", "x.avi")
      #expect(clip.status == 64 && clip.diagnostics.contains(".mp4 or .gif"))
    }
  }
}
