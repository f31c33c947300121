import Persistence

extension Table: Codable {
  private enum CodingKeys: String, CodingKey { case tensor, rows, columns, elements }

  /// Takes the numbers from the tensors of the archive that surrounds the JSON, where there is one.
  ///
  /// - Throws: ``InputError`` when the tensor is missing or of another shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let archive = decoder.userInfo[.tensorArchive] as? TensorArchive else {
      rows = try container.decode(Int.self, forKey: .rows)
      columns = try container.decode(Int.self, forKey: .columns)
      elements = try container.decode([Element].self, forKey: .elements)
      guard elements.count == rows * columns else {
        throw DecodingError.dataCorruptedError(
          forKey: .elements, in: container, debugDescription: "\(elements.count) elements for \(rows) x \(columns)")
      }
      return
    }
    let name = try container.decode(String.self, forKey: .tensor)
    let size = MemoryLayout<Element>.stride
    guard let tensor = archive.tensors[name], tensor.type == Element.tensorType, tensor.shape.count == 2,
      tensor.bytes.count == tensor.shape[0] * tensor.shape[1] * size
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .tensor, in: container, debugDescription: "tensor '\(name)' is missing or has another type or shape")
    }
    rows = tensor.shape[0]
    columns = tensor.shape[1]
    elements = tensor.bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / size).map { bytes.loadUnaligned(fromByteOffset: $0 * size, as: Element.self) }
    }
  }

  /// Puts the numbers into the archive that surrounds the JSON, where there is one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard let archive = encoder.userInfo[.tensorArchive] as? TensorArchive else {
      try container.encode(rows, forKey: .rows)
      try container.encode(columns, forKey: .columns)
      try container.encode(elements, forKey: .elements)
      return
    }
    let name = encoder.codingPath.map(\.stringValue).joined(separator: ".")
    archive.tensors[name] = TensorArchive.Tensor(
      type: Element.tensorType, shape: [rows, columns], bytes: elements.withUnsafeBytes { Array($0) })
    try container.encode(name, forKey: .tensor)
  }
}
