internal import FoundationEssentials

/// The safetensors file format: a JSON header with names, types, shapes and offsets, then the numbers.
///
/// Layout: little-endian UInt64 header length, header, data without gaps. Readable with the PyPI package safetensors.
public enum Safetensors {
  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]  // the format's own spelling
  }

  /// The bytes of a file with `tensors`, in order of name, and `metadata`.
  public static func encode(_ tensors: [String: TensorArchive.Tensor], metadata: [String: String] = [:]) -> [UInt8] {
    var header: [JSON.Member] = []
    if !metadata.isEmpty {
      let members = metadata.sorted { $0.key < $1.key }.map { JSON.Member(key: $0.key, value: .string($0.value)) }
      header.append(JSON.Member(key: metadataKey, value: .object(members)))
    }
    var data: [UInt8] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let end = data.count + tensor.bytes.count
      header.append(
        JSON.Member(
          key: name,
          value: .members([
            "dtype": .string(tensor.type), "shape": .array(tensor.shape.map { .integer($0) }),
            "data_offsets": .array([.integer(data.count), .integer(end)]),
          ])))
      data += tensor.bytes
    }
    var text = Array(JSON.object(header).text.utf8)
    // Data starts at a multiple of 8, as the format recommends.
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    let length = UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text + data
  }

  private static let metadataKey = "__metadata__"

  /// A header's member: a tensor, or the metadata.
  private enum Member: Decodable {
    case entry(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let entry = try? container.decode(Entry.self) {
        self = .entry(entry)
      } else {
        self = .metadata(try container.decode([String: String].self))
      }
    }
  }

  /// - Throws: ``InputError`` naming `path` if the bytes are not a complete file of this format.
  public static func decode(_ bytes: [UInt8], path: String) throws(InputError) -> [String: TensorArchive.Tensor] {
    try decodeWithMetadata(bytes, path: path).tensors
  }

  /// Tensors and metadata of a file.
  ///
  /// - Throws: ``InputError`` naming `path` if the bytes are not a complete file of this format.
  public static func decodeWithMetadata(_ bytes: [UInt8], path: String) throws(InputError) -> (
    tensors: [String: TensorArchive.Tensor], metadata: [String: String]
  ) {
    let damaged = InputError("'\(path)' is not a complete safetensors file; it may have been cut or overwritten")
    guard bytes.count >= 8 else { throw damaged }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else { throw damaged }
    let start = 8 + Int(length)
    guard let header = try? JSONDecoder().decode([String: Member].self, from: Data(bytes[8..<start])) else {
      throw damaged
    }
    var tensors: [String: TensorArchive.Tensor] = [:]
    var metadata: [String: String] = [:]
    for (name, member) in header {
      guard case .entry(let entry) = member else {
        if case .metadata(let found) = member, name == metadataKey { metadata = found }
        continue
      }
      guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
        entry.data_offsets[0] <= entry.data_offsets[1], entry.data_offsets[1] <= bytes.count - start,
        entry.shape.allSatisfy({ $0 >= 0 })
      else { throw damaged }
      let range = (start + entry.data_offsets[0])..<(start + entry.data_offsets[1])
      tensors[name] = TensorArchive.Tensor(type: entry.dtype, shape: entry.shape, bytes: Array(bytes[range]))
    }
    return (tensors, metadata)
  }
}
