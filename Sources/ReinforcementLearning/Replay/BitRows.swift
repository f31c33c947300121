/// Rows of zeros and ones as bits.
@usableFromInline
enum BitRows {
  /// Eight floats for each byte, lowest bit first.
  @usableFromInline static let bytes: [SIMD8<Float>] = (0..<256).map { byte in
    var row = SIMD8<Float>()
    for bit in 0..<8 where byte >> bit & 1 == 1 { row[bit] = 1 }
    return row
  }

  /// Packs `count` numbers, set where they are not 0, into whole 32-bit words.
  static func pack(_ source: UnsafePointer<Float>, count: Int, into target: UnsafeMutableRawPointer) {
    var (index, offset) = (0, 0)
    while index < count {
      var word: UInt32 = 0
      for bit in 0..<min(32, count - index) where source[index + bit] != 0 { word |= 1 << UInt32(bit) }
      target.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
      index += 32
      offset += 4
    }
  }

  @inlinable
  static func unpack(_ source: UnsafeMutableRawPointer, count: Int, into target: UnsafeMutablePointer<Float>) {
    bytes.withUnsafeBufferPointer { table in
      let whole = count >> 3
      let raw = UnsafeMutableRawPointer(target)
      for index in 0..<whole {
        let row = table[Int(source.load(fromByteOffset: index, as: UInt8.self))]
        raw.storeBytes(of: row, toByteOffset: index &* 32, as: SIMD8<Float>.self)
      }
      if count & 7 != 0 {
        let byte = source.load(fromByteOffset: whole, as: UInt8.self)
        for bit in 0..<(count & 7) { target[whole &* 8 &+ bit] = byte >> UInt8(bit) & 1 == 1 ? 1 : 0 }
      }
    }
  }
}
