public import Foundation

/// The shipped binary, run as a person would.
public enum TarnBinary {
  public struct Result: Sendable {
    public var status: Int32
    public var output: String
    public var diagnostics: String

    /// The last line of output as a JSON object.
    public var json: [String: Any] {
      let line = output.split(separator: "\n").last.map(String.init) ?? ""
      return (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
    }
  }

  /// Beside the test bundle, where the package manager puts it.
  public static var url: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "tarn")
  }

  public static func start(_ arguments: [String], in directory: URL, environment: [String: String] = [:]) throws
    -> Process
  {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  public static func run(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:]
  ) throws -> Result {
    let process = try start(arguments, in: directory, environment: environment)
    // Files, not pipes: a pipe left unread would stop a long output.
    let output = directory.appending(path: ".output-\(UUID().uuidString)")
    let diagnostics = directory.appending(path: ".diagnostics-\(UUID().uuidString)")
    for file in [output, diagnostics] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: diagnostics)
    try process.run()
    process.waitUntilExit()
    defer {
      for file in [output, diagnostics] { try? FileManager.default.removeItem(at: file) }
    }
    return Result(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      diagnostics: String(decoding: try Data(contentsOf: diagnostics), as: UTF8.self))
  }

  /// The file in a folder whose name begins so.
  public static func file(in folder: URL, _ beginning: String) throws -> URL {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(beginning) }
    guard let name = names.first, names.count == 1 else { throw CocoaError(.fileNoSuchFile) }
    return folder.appending(path: name)
  }

  /// A folder of the test's own, removed afterwards.
  public static func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tarn-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// A folder with a finished run of Q-learning on FrozenLake 8x8 in its directory `r`.
  ///
  /// - Throws: ``Failure`` with what the command said, where it did not train.
  public static func withRun(_ body: (URL) throws -> Void) throws {
    try withFolder { folder throws in
      let result = try run(
        ["train", "q-learning", "FrozenLake8x8-v1", "--seed", "1", "--steps", "400000", "--out", "r", "--quiet"],
        in: folder)
      guard result.status == 0 else { throw Failure(diagnostics: result.diagnostics) }
      try body(folder)
    }
  }

  /// A command that a test depends on has failed.
  public struct Failure: Error {
    public var diagnostics: String
  }
}
