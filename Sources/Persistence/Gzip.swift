internal import CZlib

/// Contents packed in gzip's format.
public enum Gzip {
  /// The bytes that were packed.
  ///
  /// - Throws: ``InputError`` naming `name` when they are not whole.
  public static func unpacked(_ packed: UnsafeRawBufferPointer, name: String) throws(InputError) -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, and 16 for gzip's header.
    let version = String(cString: zlibVersion())
    guard inflateInit2_(&stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw InputError("'\(name)' cannot be unpacked: there is no memory for it")
    }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: packed.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(packed.count)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var status = Z_OK
    while status == Z_OK {
      let room = buffer.count
      status = buffer.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(room)
        return inflate(&stream, Z_NO_FLUSH)
      }
      bytes += buffer[..<(room - Int(stream.avail_out))]
    }
    guard status == Z_STREAM_END else { throw InputError("'\(name)' is not whole and cannot be unpacked") }
    return bytes
  }
}
