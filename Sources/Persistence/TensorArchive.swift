/// Collects the tensors met while encoding a value, or hands them out while decoding it.
///
/// Put one into a coder's `userInfo` under ``CodingUserInfoKey/tensorArchive`` and every ``Table`` stores its numbers
/// here, under its coding path, and leaves only the path in the document.
/// Confined to the one coder it was given to; coders ask for `Sendable` of everything in `userInfo`.
public final class TensorArchive: @unchecked Sendable {
  /// Numbers as safetensors files hold them.
  public struct Tensor: Hashable, Sendable {
    /// The format's name of the element type, such as `F32`, `F64`, `I64` or `U8`.
    public var type: String
    /// Extents of the axes, outermost first.
    public var shape: [Int]
    /// The elements in row-major order, least significant byte first.
    public var bytes: [UInt8]

    /// Elements as bytes, with their type and shape.
    public init(type: String, shape: [Int], bytes: [UInt8]) {
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }
  }

  /// Numbers by name.
  public var tensors: [String: Tensor]
  /// Pieces of long histories by name.
  public var blocks: [String: ByteBlock] = [:]
  /// Whether what an agent has lived through is left out, as in a checkpoint that is only to be judged.
  public var omitsExperience = false

  /// An archive that is empty, to encode into, or holds `tensors`, to decode from.
  public init(_ tensors: [String: Tensor] = [:]) { self.tensors = tensors }
}

extension CodingUserInfoKey {
  /// Where a coder keeps its ``TensorArchive``.
  public static var tensorArchive: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "tarn.tensor-archive") else {
      preconditionFailure("CodingUserInfoKey takes any string")
    }
    return key
  }
}
