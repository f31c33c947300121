internal import CZlib
public import Persistence
public import Tensors

/// The IDX format of MNIST and its relatives, plain or gzipped: two zero bytes, a type, a rank, big-endian extents, data.
public enum IDX {
  /// - Returns: the numbers as they are (bytes 0 to 255), in the file's shape.
  /// - Throws: ``InputError`` naming the file where it is not IDX, is cut short or has bytes left over.
  public static func read(_ path: String) throws(InputError) -> Tensor {
    let bytes = try contents(path)
    func fail(_ problem: String) -> InputError { InputError("'\(path)' is not an IDX file: \(problem)") }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw fail("it does not begin with two zero bytes, a type and a rank")
    }
    let sizes: [UInt8: Int] = [0x08: 1, 0x09: 1, 0x0B: 2, 0x0C: 4, 0x0D: 4, 0x0E: 8]
    guard let size = sizes[bytes[2]] else { throw fail("it has no type 0x\(String(bytes[2], radix: 16))") }
    let rank = Int(bytes[3])
    guard rank >= 1, rank <= Shape.greatestRank, bytes.count >= 4 + 4 * rank else {
      throw fail("it cannot have \(rank) axes and \(bytes.count) bytes")
    }
    func bigEndian(_ start: Int, _ count: Int) -> UInt64 {
      bytes[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
    let extents = (0..<rank).map { Int(bigEndian(4 + 4 * $0, 4)) }
    let start = 4 + 4 * rank
    let (count, overflow) = extents.reduce((1, false)) { partial, extent in
      let (product, over) = partial.0.multipliedReportingOverflow(by: extent)
      return (product, partial.1 || over)
    }
    guard !overflow, count < 1 << 31, extents.allSatisfy({ $0 > 0 }), bytes.count == start + count * size else {
      throw fail(
        "\(extents.map(String.init).joined(separator: " x ")) elements of \(size) bytes do not fill \(bytes.count - start) bytes"
      )
    }
    let values: [Float] = (0..<count).map { index in
      let place = start + index * size
      switch bytes[2] {
      case 0x08: return Float(bytes[place])
      case 0x09: return Float(Int8(bitPattern: bytes[place]))
      case 0x0B: return Float(Int16(truncatingIfNeeded: bigEndian(place, 2)))
      case 0x0C: return Float(Int32(truncatingIfNeeded: bigEndian(place, 4)))
      case 0x0D: return Float(bitPattern: UInt32(bigEndian(place, 4)))
      default: return Float(Double(bitPattern: bigEndian(place, 8)))
      }
    }
    return Tensor(values, shape: Shape(extents))
  }

  /// The bytes of a file, unpacked where they are gzipped.
  private static func contents(_ path: String) throws(InputError) -> [UInt8] {
    let packed = try Files.read(path)
    guard packed.starts(with: [0x1f, 0x8b]) else { return packed }
    guard let file = gzopen(path, "rb") else { throw InputError("cannot read '\(path)'") }
    defer { gzclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = gzread(file, &buffer, UInt32(buffer.count))
      guard count >= 0 else { throw InputError("'\(path)' is damaged: its compressed data do not unpack") }
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<Int(count)])
    }
    guard gzeof(file) == 1, gzdirect(file) == 0 else { throw InputError("'\(path)' is cut short") }
    var status: Int32 = 0
    _ = gzerror(file, &status)
    guard status == Z_OK || status == Z_STREAM_END else { throw InputError("'\(path)' is cut short or damaged") }
    return bytes
  }

  /// Images with their labels as a data set; pixels scaled to 0 ... 1, one channel.
  ///
  /// - Throws: ``InputError`` where the two files do not belong together.
  public static func images(_ imagePath: String, labels labelPath: String, names: [String]? = nil) throws(InputError)
    -> Dataset
  {
    let images = try read(imagePath)
    let labels = try read(labelPath)
    guard images.rank == 3 || images.rank == 4 else {
      throw InputError(
        "'\(imagePath)' holds \(images.shape): images have 3 or 4 axes; were images and labels mixed up?")
    }
    guard labels.rank == 1, labels.shape[0] == images.shape[0] else {
      throw InputError(
        "'\(labelPath)' holds \(labels.shape), which are not labels for the \(images.shape[0]) images of '\(imagePath)'"
      )
    }
    let greatest = Int(labels.elements.max() ?? 0)
    let names = names ?? (0...greatest).map(String.init)
    guard greatest < names.count, (labels.elements.min() ?? 0) >= 0 else {
      throw InputError("'\(labelPath)' has the label \(greatest); there are \(names.count) classes")
    }
    let shaped = images.rank == 3 ? images.expanded(axis: 3) : images
    return Dataset(
      problem: .singleLabel, features: shaped * (1 / 255), targets: labels, outputNames: names)
  }
}
