import Experiments
import Foundation
import ReinforcementLearning
import Settings
import TestSupport
import Testing
import Persistence

struct FormatTests {
  @Test func checksums() {
    var checksum = CRC32()
    checksum.update("123456789".utf8)
    #expect(checksum.hexadecimal == "cbf43926")
  }

  @Test(arguments: [0, 1, -1, 0.1, 1e-9, 1.5e300, -0.0, 1e15, 123_456_789.25, .infinity])
  func numbersReadBack(value: Double) throws {
    let text = JSON.real(value).text
    if !value.isFinite { return #expect(text == "null") }
    #expect(Double(text) == value && Double(text)?.sign == value.sign)
    _ = try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8))
  }

  @Test func textIsEscaped() throws {
    let text = "a\"b\\c\n\t\u{1}é"
    let data = Data(JSON.members(["k": .string(text), "n": .integer(.min), "b": .boolean(true)]).text.utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["k"] as? String == text)
    #expect(object["n"] as? Int == .min)
  }

  /// The bytes that the PyPI package safetensors 0.7 writes for the same tensors.
  @Test func safetensorsAreThePublishedFormat() throws {
    let tensors = [
      "b": TensorArchive.Tensor(
        type: "I64", shape: [2], bytes: [1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255]),
      "a": TensorArchive.Tensor(type: "F64", shape: [1, 1], bytes: [0, 0, 0, 0, 0, 0, 248, 63]),
    ]
    let bytes = Safetensors.encode(tensors)
    #expect(try Safetensors.decode(bytes, path: "x") == tensors)
    let golden = try Data(contentsOf: Golden.directory.appending(path: "two.safetensors"))
    #expect(try Safetensors.decode(Array(golden), path: "two") == tensors)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: InputError.self) { try Safetensors.decode(Array(bytes[..<length]), path: "cut") }
    }
    var huge = bytes
    huge[7] = 0x7f  // a header longer than the file
    #expect(throws: InputError.self) { try Safetensors.decode(huge, path: "huge") }
  }

  /// A state saved by another version is told in words, not in those of the decoder.
  @Test(arguments: [
    (#"[{"steps":3,"return":1}]"#, "lacks 'generator' at 0"),
    (#"[{"steps":"many"}]"#, "holds another kind of value at 0.steps"),
    ("[{", "cannot be read"),
  ])
  func foreignStatesAreExplained(text: String, fault: String) {
    let error = #expect(throws: InputError.self) {
      _ = try JSONText.decode([RowEpisode].self, from: text, name: "world.episodes")
    }
    #expect(
      error?.description
        == "the saved 'world.episodes' \(fault); it comes from another version of Tarn, or was changed by hand")
  }

  @Test func configurationsReadBack() throws {
    var configuration = RunConfiguration(
      environment: "FrozenLake-v1", environmentArguments: ["map": .text("S\"F/FG"), "is_slippery": .boolean(false)],
      agent: "q-learning", settings: ["stepSize": .real(0.1), "n": .integer(3), "tiny": .real(1e-7)], seed: 9,
      budget: .episodes(12))
    configuration.origin = "runs/x at step 3"
    #expect(try RunConfiguration(toml: configuration.toml, path: "x") == configuration)
    for broken in ["seed = ", "seed = 1", "[settings]\nx = [1]", "environment = 3"] {
      #expect(throws: InputError.self) { try RunConfiguration(toml: broken, path: "broken.toml") }
    }
  }

  @Test func filesAppearWhole() throws {
    try TarnBinary.withFolder { folder throws in
      let path = folder.appending(path: "f").path
      try Files.write("one", to: path)
      try Files.write("two", to: path)
      #expect(try Files.read(path) == Array("two".utf8))
      #expect(Files.list(folder.path) == ["f"])
      let file = try AppendOnlyFile(path, keeping: 2)
      try file.append(Array("!".utf8))
      #expect(try Files.read(path) == Array("tw!".utf8))
      #expect(throws: InputError.self) { try AppendOnlyFile(path, keeping: 10) }
      #expect(throws: WorkError.self) { try Files.write("x", to: "/no/such/folder/f") }
    }
  }
}
