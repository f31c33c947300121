#if canImport(Glibc)
  import Glibc
#endif

/// Reading and writing files so that nothing is ever half there.
public enum Files {
  /// Writes to a temporary name, syncs, and renames: readers see the old contents or the new.
  ///
  /// - Throws: ``WorkError``, or ``InputError`` where `path` is not one to write to.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let temporary = "\(path).partial-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("write", path) }
    do {
      try writeAll(bytes, to: descriptor, path: path)
      guard fsync(descriptor) == 0 else { throw failure("write", path) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      defer { unlink(temporary) }
      throw failure("write", path)
    }
    syncDirectory(of: path)
  }

  /// Writes text as UTF-8, whole or not at all.
  ///
  /// - Throws: ``WorkError``, or ``InputError`` where `path` is not one to write to.
  public static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("write", path) }
      written += count
    }
  }

  /// Makes a rename last: without this a power cut may bring the old name back.
  private static func syncDirectory(of path: String) {
    let directory = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  /// A file's bytes.
  ///
  /// - Throws: ``InputError`` naming a path that cannot be read.
  public static func read(_ path: String) throws(InputError) -> [UInt8] {
    guard let file = fopen(path, "re") else { throw InputError(sentence("read", path)) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    if ferror(file) != 0 { throw InputError(sentence("read", path)) }
    return bytes
  }

  /// Whether there is a file or a directory of that name.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is a directory of that name.
  public static func isDirectory(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Names in a directory, sorted.
  public static func list(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a directory and those above it.
  ///
  /// - Throws: ``InputError`` where there can be no such directory, ``WorkError`` where the disk is at fault.
  public static func makeDirectory(_ path: String) throws {
    var partial = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      partial += (partial.isEmpty || partial == "/" ? "" : "/") + component
      if mkdir(partial, 0o755) != 0, errno != EEXIST {
        // The name is what was typed: no such folder above it, or none that may be written to.
        if [ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP].contains(errno) {
          throw InputError(sentence("make directory", path))
        }
        throw failure("make directory", path)
      }
    }
    guard isDirectory(path) else {
      throw InputError("cannot make directory '\(path)': a file of that name is in the way")
    }
  }

  /// Copies a file's contents; the copy is whole or not there.
  public static func copy(_ path: String, to copy: String) throws { try write(try read(path), to: copy) }

  /// Removes a file, if it is there.
  public static func remove(_ path: String) { unlink(path) }

  /// What `errno` says: a place that may not be written to was not the one to name; all else is work that failed.
  static func failure(_ what: String, _ path: String) -> any Error {
    let isForbidden = [EACCES, EPERM, EROFS, EISDIR].contains(errno)
    return isForbidden ? InputError(sentence(what, path)) : WorkError(sentence(what, path))
  }

  private static func sentence(_ what: String, _ path: String) -> String {
    "cannot \(what) '\(path)': \(String(cString: strerror(errno)))"
  }
}

/// A file that grows at its end, and can be cut back to an earlier length.
public final class AppendOnlyFile {
  private let descriptor: Int32
  private let path: String
  /// The file's length, all that was appended included.
  public private(set) var byteCount: Int

  /// Opens `path` and cuts it to `byteCount` bytes, which it must at least have.
  public init(_ path: String, keeping byteCount: Int) throws {
    self.path = path
    self.byteCount = byteCount
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Files.failure("write", path) }
    let length = Int(lseek(descriptor, 0, SEEK_END))
    guard length >= byteCount else {
      close(descriptor)
      throw InputError(
        "'\(path)' has \(length) bytes where its checkpoint expects \(byteCount): it was cut or replaced")
    }
    guard ftruncate(descriptor, off_t(byteCount)) == 0, lseek(descriptor, off_t(byteCount), SEEK_SET) >= 0 else {
      close(descriptor)
      throw Files.failure("write", path)
    }
  }

  deinit { close(descriptor) }

  /// Writes bytes at the end; they last once ``synchronize()`` has returned.
  ///
  /// - Throws: ``WorkError`` where the disk is at fault.
  public func append(_ bytes: [UInt8]) throws {
    try Files.writeAll(bytes, to: descriptor, path: path)
    byteCount += bytes.count
  }

  /// Cuts the file back to `byteCount` bytes.
  public func truncate(to byteCount: Int) throws {
    guard ftruncate(descriptor, off_t(byteCount)) == 0, lseek(descriptor, off_t(byteCount), SEEK_SET) >= 0 else {
      throw Files.failure("write", path)
    }
    self.byteCount = byteCount
  }

  /// Waits until all that was appended is on the disk.
  ///
  /// - Throws: ``WorkError`` where the disk is at fault.
  public func synchronize() throws {
    guard fdatasync(descriptor) == 0 else { throw Files.failure("write", path) }
  }
}

/// Clocks, for figures that never enter a result.
public enum Clock {
  /// Seconds of wall time since some fixed moment.
  public static var wall: Double { seconds(CLOCK_MONOTONIC) }
  /// Seconds of processor time used by this process.
  public static var processor: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
