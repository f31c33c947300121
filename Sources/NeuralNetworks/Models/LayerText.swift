internal import FoundationEssentials
public import Persistence

/// Descriptions of layers as one line of text, for settings that hold a network: a JSON array of the tables that files
/// have.
///
/// ```json
/// [{"kind":"dense","units":64},{"kind":"dense"}]
/// ```
public enum LayerText {
  /// The text of descriptions; the same ones give the same text.
  public static func text(of layers: [LayerDescription]) throws(WorkError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(layers), as: UTF8.self) } catch {
      throw WorkError("cannot write layers as text: \(error)")
    }
  }

  /// The descriptions in a text.
  ///
  /// - Throws: ``InputError`` where it is no array of layers.
  public static func layers(_ text: String) throws(InputError) -> [LayerDescription] {
    do { return try JSONDecoder().decode([LayerDescription].self, from: Data(text.utf8)) } catch {
      throw InputError(
        "'\(text)' does not describe layers; it takes an array such as [{\"kind\":\"dense\",\"units\":64}], or the path "
          + "of a file that ends in .toml")
    }
  }
}
