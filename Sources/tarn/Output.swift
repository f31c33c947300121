import Experiments

#if canImport(Glibc)
  import Glibc
#endif

/// Standard output and standard error.
enum Output {
  /// Writes a line of results.
  static func result(_ text: String) { write(text + "\n", to: 1) }

  /// Writes a line of progress or diagnostics.
  static func diagnostic(_ text: String) { write(text + "\n", to: 2) }

  static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

  /// Whole, or not at all: a reader that went away (`tarn model ... | head`) is not an error.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return }
      written += count
    }
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}
