#if canImport(Glibc)
  import Glibc
#endif

/// Files that others write while they are read.
extension Files {
  /// The bytes in a file; nil where there is none.
  public static func size(_ path: String) -> Int? {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : nil
  }

  /// Writes to a temporary name and renames, without waiting for the disk: readers see the old contents or the new, but a power
  /// cut may take them.
  public static func writeUnsynchronized(_ bytes: [UInt8], to path: String) throws {
    let temporary = "\(path).partial-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    do {
      try writeAll(bytes, to: descriptor, path: path)
      guard rename(temporary, path) == 0 else { throw failure("write", path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// What a file holds from a byte on; nothing where it is shorter.
  public static func read(_ path: String, from offset: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var place = offset
    while true {
      let count = pread(descriptor, &buffer, buffer.count, off_t(place))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      place += count
    }
  }
}
