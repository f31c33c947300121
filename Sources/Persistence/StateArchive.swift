/// Saving and restoring with one walk: a value visits everything it is made of, and the archive reads or writes it.
///
/// Small values become JSON, numbers become named tensors, and long histories become ``ByteBlock``s, of which a checkpoint
/// writes only those it has not written before.
public struct StateArchive: Sendable {
  /// Which way the walk goes: values into the archive, or out of it.
  public enum Mode: Sendable { case saving, restoring }

  /// Which way the walk goes.
  public let mode: Mode
  /// Whether what an agent has lived through is left out: what remains can act, and cannot go on learning as if nothing had
  /// happened.
  public let omitsExperience: Bool
  /// JSON text by name.
  public private(set) var values: [String: String]
  /// Numbers by name.
  public var tensors: [String: TensorArchive.Tensor]
  /// Pieces of long histories by name.
  public var blocks: [String: ByteBlock]
  private var path: [String] = []

  /// An empty one, to save into.
  public init(omittingExperience: Bool = false) {
    omitsExperience = omittingExperience
    (mode, values, tensors, blocks) = (.saving, [:], [:], [:])
  }

  /// A full one, to restore from.
  public init(
    values: [String: String], tensors: [String: TensorArchive.Tensor], blocks: [String: ByteBlock],
    omittingExperience: Bool = false
  ) {
    mode = .restoring
    omitsExperience = omittingExperience
    (self.values, self.tensors, self.blocks) = (values, tensors, blocks)
  }

  /// A name within those that are open: their names and this one, separated by points.
  public func name(_ last: String) -> String { (path + [last]).joined(separator: ".") }

  /// Names met in `body` begin with `name`.
  public mutating func within<R>(_ name: String, _ body: (inout StateArchive) throws -> R) rethrows -> R {
    path.append(name)
    defer { path.removeLast() }
    return try body(&self)
  }

  /// A value that JSON can hold; the numbers of tables within it become tensors under its name.
  public mutating func visit<Value: Codable>(_ value: inout Value, _ name: String) throws {
    let name = self.name(name)
    switch mode {
    case .saving:
      let inner = TensorArchive()
      values[name] = try JSONText.encode(value, into: inner)
      for (key, tensor) in inner.tensors { tensors["\(name).\(key)"] = tensor }
    case .restoring:
      guard let text = values[name] else { throw InputError("the checkpoint has no '\(name)'") }
      let inner = TensorArchive()
      for (key, tensor) in tensors where key.hasPrefix("\(name).") {
        inner.tensors[String(key.dropFirst(name.count + 1))] = tensor
      }
      value = try JSONText.decode(Value.self, from: text, inner, name: name)
    }
  }
}
