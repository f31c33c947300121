/// Collects the tensors met while encoding a value, or hands them out while decoding it.
///
/// Put one into a coder's `userInfo` under ``CodingUserInfoKey/tensorArchive`` and every ``Table`` stores its numbers
/// here, under its coding path, and leaves only the path in the document.
/// Confined to the one coder it was given to; coders ask for `Sendable` of everything in `userInfo`.
public final class TensorArchive: @unchecked Sendable {
  public struct Tensor: Hashable, Sendable {
    public var type: String
    public var shape: [Int]
    public var bytes: [UInt8]

    public init(type: String, shape: [Int], bytes: [UInt8]) {
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }
  }

  public var tensors: [String: Tensor]
  /// Pieces of long histories by name.
  public var blocks: [String: ByteBlock] = [:]
  /// Whether what an agent has lived through is left out, as in a checkpoint that is only to be judged.
  public var omitsExperience = false

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
