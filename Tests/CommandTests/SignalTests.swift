import Foundation
import TestSupport
import Testing

/// Long phases end within a second of a signal, wherever it finds them.
@Suite(.serialized)
struct SignalTests {
  /// Starts the command, sends SIGTERM or SIGINT after `delay` seconds and returns how it ended.
  private func stop(
    _ arguments: [String], after delay: Double, with number: Int32 = SIGTERM, in folder: URL
  ) throws -> (status: Int32, seconds: Double, diagnostics: String) {
    let process = try TarnBinary.start(arguments, in: folder)
    let diagnostics = folder.appending(path: ".diagnostics-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: diagnostics.path, contents: nil)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: diagnostics)
    try process.run()
    usleep(UInt32(delay * 1e6))
    let start = Date()
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(start)
    #expect(process.terminationReason == .exit, "\(arguments) was killed")
    return (process.terminationStatus, seconds, String(decoding: try Data(contentsOf: diagnostics), as: UTF8.self))
  }

  /// Before there is anything to save: nothing is left behind.
  @Test(arguments: [
    (["solve", "FrozenLake-v1:map_name=random,map_size=400", "--method", "prioritised-value-iteration"], SIGTERM),
    (["model", "FrozenLake-v1:map_name=random,map_size=400", "--json"], SIGINT),
    (["train", "value-iteration", "FrozenLake-v1:map_name=random,map_size=900", "--out", "v"], SIGTERM),
    (["watch", "FrozenLake-v1:map_name=random,map_size=1024", "--agent", "value-iteration", "--out", "v"], SIGTERM),
  ])
  func setUpAndPlanningEndAtOnce(arguments: [String], number: Int32) throws {
    try TarnBinary.withFolder { folder throws in
      let end = try stop(arguments, after: 0.4, with: number, in: folder)
      #expect(end.status == 128 + number, "\(arguments): \(end.diagnostics)")
      #expect(end.seconds < 1)
      #expect(end.diagnostics.hasSuffix("stopped before it was done; nothing was saved\n"), "\(end.diagnostics)")
      #expect(end.diagnostics.split(separator: "\n").count == 1, "\(end.diagnostics)")
    }
  }

  /// Networks or models so large that an update takes many seconds: stopped within one, the run is whole and goes on.
  @Test(arguments: [
    [
      "ppo", "CartPole-v1", "--set", "hidden=1024,1024", "--set", "simulations=8", "--set", "rolloutSteps=128", "--set",
      "epochs=1000", "--steps", "4096",
    ],
    [
      "a2c", "CartPole-v1", "--set", "hidden=1024,1024", "--set", "simulations=64", "--set", "rolloutSteps=256",
      "--steps", "65536",
    ],
  ])
  func largeUpdatesAreGivenUp(names: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = ["train"] + names + ["--out", "p"]
      let end = try stop(arguments, after: 4, in: folder)
      #expect(end.status == 143, "\(end.diagnostics)")
      // A loaded machine writes the checkpoint slowly; the update would take minutes.
      #expect(end.seconds < 4)
      #expect(end.diagnostics.contains("tarn train --resume p"), "\(end.diagnostics)")
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "p/checkpoint/manifest.json").path))
    }
  }
}
