import Experiments
package import NeuralNetworks
package import Persistence

/// A TOML file that describes the layers of a network: `[[layer]]` tables.
package enum LayerFile {
  private struct Contents: Decodable {
    var layer: [LayerDescription]
  }

  /// - Throws: ``InputError`` naming the file and what is wrong with it.
  package static func read(_ path: String) throws(InputError) -> [LayerDescription] {
    try TOMLFile.decode(Contents.self, from: String(decoding: try Files.read(path), as: UTF8.self), path: path).layer
  }
}
