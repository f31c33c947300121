public import Persistence
import ReinforcementLearning
public import Settings

/// A run keeps what it was made of: files that its environment's arguments name are copied into its directory, and read from
/// there from then on.
extension RunConfiguration {
  /// The configuration of the run in a directory.
  ///
  /// - Throws: ``InputError`` when there is no run, or when one of its own files is missing or changed.
  public static func load(from directory: String) throws(InputError) -> RunConfiguration {
    let path = "\(directory)/run.toml"
    guard Files.exists(path) else {
      throw InputError("'\(directory)' is not a run directory: it has no run.toml (tarn train makes one)")
    }
    var configuration = try RunConfiguration(toml: String(decoding: try Files.read(path), as: UTF8.self), path: path)
    configuration.directory = directory
    for (name, file) in configuration.inputs.sorted(by: { $0.key < $1.key }) {
      // As they were stored: a run that comes from elsewhere must not read outside itself.
      guard file == "inputs/\(name)", !name.contains("/") else {
        throw InputError("'\(path)': the input '\(name)' is to lie in 'inputs/\(name)', not in '\(file)'")
      }
      let copy = "\(directory)/\(file)"
      guard CRC32.hexadecimal(of: try Files.read(copy)) == configuration.inputChecksums[name] else {
        throw InputError("'\(copy)' is not the file '\(directory)' was made with: its checksum is another")
      }
    }
    return configuration
  }

  /// The environment's arguments, with the run's own copies in place of the files that were named.
  public var resolvedArguments: [String: SettingValue] {
    guard let directory else { return environmentArguments }
    return environmentArguments.merging(inputs.mapValues { .text("\(directory)/\($0)") }) { $1 }
  }

  /// Copies the files that arguments name into a run directory.
  mutating func storeInputs(in directory: String) throws {
    let sources = resolvedArguments
    for name in environmentArguments.keys.sorted() where name.hasSuffix("_file") {
      guard case .text(let path) = sources[name], !path.isEmpty else { continue }
      let bytes = try Files.read(path)
      inputs[name] = "inputs/\(name)"
      inputChecksums[name] = CRC32.hexadecimal(of: bytes)
      try Files.makeDirectory("\(directory)/inputs")
      try Files.write(bytes, to: "\(directory)/inputs/\(name)")
    }
    self.directory = directory
  }
}
