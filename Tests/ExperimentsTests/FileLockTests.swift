import Experiments
import Foundation
import Persistence
import TestSupport
import Testing

struct FileLockTests {
  @Test func oneHolderAtATime() throws {
    try TarnBinary.withFolder { folder throws in
      let path = folder.appending(path: "lock").path
      #expect(FileLock.holder(of: path) == nil)
      var first: FileLock? = try FileLock(path) { "held by \($0)" }
      let process = Int(ProcessInfo.processInfo.processIdentifier)
      #expect(FileLock.holder(of: path) == process)
      let error = #expect(throws: WorkError.self) { _ = try FileLock(path) { "held by \($0)" } }
      #expect(error?.description == "held by process \(process)")
      _ = first
      first = nil
      #expect(FileLock.holder(of: path) == nil && !Files.exists(path))
    }
  }

  /// What a killed process leaves behind locks nothing.
  @Test func aFileAloneLocksNothing() throws {
    try TarnBinary.withFolder { folder throws in
      let path = folder.appending(path: "lock").path
      try Files.write("4711\n", to: path)
      #expect(FileLock.holder(of: path) == nil)
      let lock = try FileLock(path) { "held by \($0)" }
      #expect(FileLock.holder(of: path) == Int(ProcessInfo.processInfo.processIdentifier))
      _ = lock
    }
  }
}
