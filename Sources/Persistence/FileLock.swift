#if canImport(Glibc)
  import Glibc
#endif

/// A file that one process at a time holds. The system gives it back when its holder ends, however that happens; a file left
/// behind by a killed process locks nothing.
public final class FileLock {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock at `path`.
  ///
  /// - Parameter sentence: what to say when another process has it; it is given that process's name in words.
  /// - Throws: ``WorkError`` with that sentence, ``InputError`` when the file cannot be made.
  public init(_ path: String, orSay sentence: (_ holder: String) -> String) throws {
    self.path = path
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Files.failure("lock", path) }
      var request = Self.request
      guard fcntl(descriptor, Self.take, &request) == 0 else {
        let reason = errno
        close(descriptor)
        guard reason == EAGAIN || reason == EACCES else { throw Files.failure("lock", path) }
        throw WorkError(sentence(Self.words(Self.holder(of: path))))
      }
      // The holder before may have removed the file between the two calls: then this lock is of a file nobody sees.
      guard Self.isSame(descriptor, path) else {
        close(descriptor)
        continue
      }
      self.descriptor = descriptor
      ftruncate(descriptor, 0)
      let text = Array("\(getpid())\n".utf8)
      pwrite(descriptor, text, text.count, 0)
      return
    }
  }

  deinit {
    if Self.isSame(descriptor, path) { unlink(path) }
    close(descriptor)
  }

  /// The process that holds the lock at `path`; nil when nobody does. Looking takes nothing and disturbs nobody.
  ///
  /// - Returns: its id, or 0 where it is not known.
  public static func holder(of path: String) -> Int? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var request = Self.request
    guard fcntl(descriptor, Self.look, &request) == 0, request.l_type != Int16(F_UNLCK) else { return nil }
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    return Int(String(decoding: bytes[..<count], as: UTF8.self).filter(\.isNumber)) ?? 0
  }

  /// A process in words.
  public static func words(_ holder: Int?) -> String {
    holder.map { $0 > 0 ? "process \($0)" : "another process" } ?? "another process"
  }

  /// Linux's F_OFD_GETLK and F_OFD_SETLK, which the C library declares only when asked to.
  private static let (look, take): (Int32, Int32) = (36, 37)

  /// The whole file, for its description and not for the process: two openings in one process exclude each other too.
  private static var request: flock {
    var request = flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    return request
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (mine, theirs) = (stat(), stat())
    return fstat(descriptor, &mine) == 0 && stat(path, &theirs) == 0 && mine.st_ino == theirs.st_ino
      && mine.st_dev == theirs.st_dev
  }
}
