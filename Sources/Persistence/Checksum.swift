/// CRC-32 as in zlib, PNG and gzip.
public struct CRC32: Sendable, Hashable {
  private var register: UInt32 = 0xffff_ffff

  public init() {}

  public var value: UInt32 { register ^ 0xffff_ffff }
  public var hexadecimal: String { Self.hexadecimal(value) }

  /// Eight digits.
  public static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { register = Self.table[Int((register ^ UInt32(byte)) & 0xff)] ^ (register >> 8) }
  }

  /// Feeds a number as four bytes, least significant first.
  public mutating func update(_ number: Int32) {
    update((0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }
}
