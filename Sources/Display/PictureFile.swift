#if canImport(Glibc)
  import Glibc
#endif

enum PictureFile {
  /// Syncs a finished file and renames it into place.
  static func publish(_ temporary: String, as path: String) -> Bool {
    let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
    if rename(temporary, path) == 0 { return true }
    unlink(temporary)
    return false
  }
}
