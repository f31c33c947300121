internal import CZlib

/// CRC-32 as in zlib, PNG and gzip.
public struct CRC32: Sendable, Hashable {
  /// The checksum of the bytes so far.
  public private(set) var value: UInt32 = 0

  /// The checksum of no bytes, 0.
  public init() {}

  /// The checksum in eight digits.
  public var hexadecimal: String { Self.hexadecimal(value) }

  /// The checksum of some bytes, in eight digits.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var sum = CRC32()
    sum.update(bytes)
    return sum.hexadecimal
  }

  /// Eight digits.
  public static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Takes further bytes in.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// Takes further bytes in.
  @inlinable
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if isDone == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// Feeds a number as four bytes, least significant first.
  public mutating func update(_ number: Int32) {
    withUnsafeBytes(of: number.littleEndian) { update($0) }
  }
}
