internal import FoundationEssentials
internal import Persistence
internal import SwiftProtobuf
public import Tensors

/// A computation as TensorBoard's graph plugin draws it.
extension EventFile {
  /// Operations beyond which a drawing no longer helps, and is left out.
  public static let mostNodes = 5_000

  /// Writes the graph of a computation.
  ///
  /// Operations stand in the group of the parameters they use, or else of what they come from, so that the plugin folds
  /// a layer into one box.
  ///
  /// - Parameters:
  ///   - graph: of a loss with respect to a model's parameters.
  ///   - parameters: the names of the graph's variables, in order: `layers.0.weight` stands in the group `layers/0`.
  ///   - input: the shape of what the model is applied to.
  public func addGraph(_ graph: ComputationGraph, parameters: [String], input: Shape) throws {
    guard graph.nodes.count <= Self.mostNodes else { return }
    var message = Tarn_Tensorboard_GraphDef()
    // The version of the format that knows everything used here.
    message.versions.producer = 22
    var names: [String] = []
    var groups: [String] = []
    var left = parameters[...]
    var hasInput = false
    for (index, node) in graph.nodes.enumerated() {
      var entry = Tarn_Tensorboard_NodeDef()
      let (name, group): (String, String)
      switch node.name {
      case "variable":
        let path = (left.popFirst() ?? "parameter\(index)").split(separator: ".").map(String.init)
        group = path.dropLast().joined(separator: "/")
        name = path.joined(separator: "/")
        entry.op = "Variable"
      case "constant" where !hasInput && node.shape == input:
        (name, group) = ("input", "")
        hasInput = true
        entry.op = "Placeholder"
      default:
        let sources = node.operands.filter { !groups[$0].isEmpty }
        let parameter = sources.last { graph.nodes[$0].name == "variable" }
        group = (parameter ?? sources.max()).map { groups[$0] } ?? ""
        name = "\(group.isEmpty ? "" : "\(group)/")\(Self.word(node.name))_\(index)"
        entry.op = Self.word(node.name)
      }
      entry.name = name
      entry.input = node.operands.map { names[$0] }
      var shape = Tarn_Tensorboard_TensorShapeProto()
      shape.dim = node.shape.map { size in .with { $0.size = Int64(size) } }
      var list = Tarn_Tensorboard_AttrValue.ListValue()
      list.shape = [shape]
      entry.attr["_output_shapes"] = .with { $0.list = list }
      names.append(name)
      groups.append(group)
      message.node.append(entry)
    }
    var event = Tarn_Tensorboard_Event()
    event.wallTime = Self.now
    do {
      event.graphDef = try message.serializedData()
    } catch {
      throw WorkError("cannot write the graph for TensorBoard: \(error)")
    }
    try write(event)
  }

  /// The format takes letters, digits and a few signs in names.
  private static func word(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
