public import Persistence
public import Tensors

/// Tensors of a module as a safetensors archive.
public enum ModuleArchive {
  /// Every tensor of a module by its full name, after `prefix`.
  public static func tensors(of module: some Module, prefix: String = "") -> [String: TensorArchive.Tensor] {
    var tensors: [String: TensorArchive.Tensor] = [:]
    for parameter in module.namedParameters { tensors[prefix + parameter.name] = archived(parameter.tensor) }
    return tensors
  }

  /// A tensor as the archive keeps it, of the type F32 or F64.
  public static func archived(_ tensor: Tensor) -> TensorArchive.Tensor {
    let bytes = UnsafeRawBufferPointer(start: tensor.pointer, count: tensor.elementCount * tensor.precision.byteCount)
    return withExtendedLifetime(tensor) {
      TensorArchive.Tensor(
        type: tensor.precision == .single ? "F32" : "F64", shape: Array(tensor.shape), bytes: Array(bytes))
    }
  }

  /// The tensor kept; nil where its type, shape and bytes are not those of one.
  public static func tensor(_ archived: TensorArchive.Tensor) -> Tensor? {
    guard archived.type == "F32" || archived.type == "F64", archived.shape.count <= Shape.greatestRank else {
      return nil
    }
    let size = archived.type == "F32" ? 4 : 8
    // Checked before a shape is made of it: files may say anything.
    var count = 1
    for extent in archived.shape {
      guard extent >= 0, extent <= archived.bytes.count else { return nil }
      count *= extent
      guard count <= archived.bytes.count else { return nil }
    }
    guard archived.bytes.count == count * size else { return nil }
    let tensor = Tensor(
      uninitialized: Shape(archived.shape), precision: archived.type == "F32" ? .single : .double)
    archived.bytes.withUnsafeBytes { source in
      if let address = source.baseAddress { tensor.pointer.copyMemory(from: address, byteCount: source.count) }
    }
    return tensor
  }

  /// Takes over the tensors whose names begin with `prefix`, in the module's own precision.
  ///
  /// - Parameter path: where the archive comes from, for the sentence of an error.
  /// - Throws: ``InputError`` naming the tensor that is missing or does not fit; the module is then as it was.
  public static func assign(
    _ archive: [String: TensorArchive.Tensor], prefix: String = "", to module: inout some Module, path: String
  ) throws(InputError) {
    var tensors: [String: Tensor] = [:]
    for (name, archived) in archive where name.hasPrefix(prefix) {
      guard let tensor = tensor(archived) else { throw InputError("'\(path)': the tensor '\(name)' cannot be read") }
      tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    do { try module.assignParameters(tensors) } catch {
      throw InputError("'\(path)' does not fit the model: \(error)")
    }
  }
}
