import Assets
import Experiments
import Persistence
import ReinforcementLearning

/// A run that ships inside the binary, to be looked at without training first: its record, and the agent it ended with.
package struct ShippedRun {
  /// What it is called in place of a directory.
  let name: String
  let configuration: RunConfiguration
  let metrics: [UInt8]
  let readings: String
  let agent: KeptEpisode

  /// The run of a name; nil where none ships.
  package init?(_ name: String) throws {
    guard let files = Assets.run(name) else { return nil }
    self.name = name
    configuration = try RunConfiguration(toml: files.configuration, path: "Assets/Runs/\(name)/run.toml")
    metrics = try Gzip.unpacked(files.metrics, name: "Assets/Runs/\(name)/metrics.jsonl.gz")
    let packed = try Gzip.unpacked(files.readings, name: "Assets/Runs/\(name)/readings.jsonl.gz")
    readings = String(decoding: packed, as: UTF8.self)
    agent = try KeptEpisode(Array(files.agent), path: "Assets/Runs/\(name)/agent.safetensors")
  }
}
