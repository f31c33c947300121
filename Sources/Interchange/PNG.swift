internal import CZlib
internal import Persistence

/// PNG files of grey or coloured pixels.
public enum PNG {
  /// - Parameter pixels: row-major, 1 (grey) or 3 (RGB) bytes each.
  public static func encode(_ pixels: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
    precondition(
      (channels == 1 || channels == 3) && pixels.count == width * height * channels,
      "\(pixels.count) bytes are not \(width) x \(height) pixels of \(channels) channels")
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(0)  // no filter
      rows += pixels[(row * width * channels)..<((row + 1) * width * channels)]
    }
    var size = compressBound(UInt(rows.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    let status = compress(&packed, &size, rows, UInt(rows.count))
    precondition(status == Z_OK, "zlib refused to compress \(rows.count) bytes: status \(status)")
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, channels == 1 ? 0 : 2, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunk("IHDR", header)
      + chunk("IDAT", Array(packed[..<Int(size)])) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    var sum = CRC32()
    sum.update(name.utf8)
    sum.update(data)
    return bigEndian(UInt32(data.count)) + Array(name.utf8) + data + bigEndian(sum.value)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }
}
