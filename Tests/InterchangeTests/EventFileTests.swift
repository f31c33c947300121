import Foundation
import Interchange
import Tensors
import TestSupport
import Testing

/// TensorBoard's records, byte for byte.
struct EventFileTests {
  @Test func scalarRecordIsTheFormatsOwn() {
    let record = EventFile.scalarRecord("loss", 0.5, step: 7, wallTime: 1)
    let golden = "1a00000000000000129bd82d09000000000000f03f10072a0d0a0b0a046c6f7373150000003f862c9a2f"
    let text = record.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    #expect(text == golden)
  }

  /// What the plugins look for is there; that they read it is checked with the tensorboard package.
  @Test func graphsAndHyperparametersAreWritten() throws {
    let text = try TarnBinary.withFolder { folder throws in
      let file = try EventFile(directory: folder.path)
      let weight = Tensor([1, 2, 3, 4], shape: [2, 2])
      let graph = ComputationGraph(at: [weight]) { ($0[0] * Tensor([5, 6, 7, 8, 9, 1], shape: [3, 1, 2])).sum() }
      try file.addGraph(graph, parameters: ["layers.0.weight"], input: [3, 1, 2])
      try file.addHyperparameters(
        ["learningRate": .number(0.25), "dueling": .flag(true), "agent": .text("dqn")], metrics: ["return/greedy"])
      try file.addSessionEnd(isComplete: true)
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
      return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
    for part in [
      "layers/0/weight", "Variable", "input", "Placeholder", "_output_shapes", "_hparams_/experiment",
      "_hparams_/session_start_info", "_hparams_/session_end_info", "learningRate", "dueling", "return/greedy",
    ] { #expect(text.contains(part), "\(part)") }
  }
}
