import Foundation
import NeuralNetworks
import Persistence
public import Tensors

/// What PyTorch made, from `make_torch.py`.
public struct TorchGolden: Sendable {
  public let tensors: [String: Tensor]

  public init() throws {
    let path = Golden.directory.appending(path: "torch.safetensors").path
    tensors = try Safetensors.decode(try Files.read(path), path: path).compactMapValues { ModuleArchive.tensor($0) }
  }

  public subscript(name: String) -> Tensor { tensors[name] ?? Tensor.zeros([0]) }

  /// The tensors below a prefix, without it.
  public func below(_ prefix: String) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(prefix) }.map {
        (String($0.key.dropFirst(prefix.count)), $0.value)
      })
  }

  /// The names of cases whose name begins so.
  public func cases(_ prefix: String) -> [String] {
    tensors.keys.filter { $0.hasPrefix(prefix) && $0.hasSuffix("/x") }.map { String($0.dropLast(2)) }.sorted()
  }
}
