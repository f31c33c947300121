internal import FoundationEssentials
public import NeuralNetworks
public import Persistence
internal import SwiftProtobuf
internal import Tensors

/// A graph of operators as an ONNX file (version 8 of the format, operator set 17), which other programs run.
///
/// The input is called `features`, the result `predictions`; both have an axis `batch` before the extents of an example.
public enum ONNXFile {
  /// - Parameter producerVersion: this program's version, as the file is to name it.
  /// - Returns: the bytes of the file; the same graph gives the same bytes.
  /// - Throws: ``WorkError`` where they cannot be made.
  public static func bytes(of graph: OperatorGraph, producerVersion: String) throws(WorkError) -> [UInt8] {
    var message = Tarn_Onnx_ModelProto()
    message.irVersion = 8
    message.producerName = "tarn"
    message.producerVersion = producerVersion
    message.opsetImport = [.with { $0.version = 17 }]
    message.graph.name = "tarn"
    message.graph.node = graph.nodes.map(node)
    message.graph.node.append(
      .with {
        $0.opType = "Identity"
        $0.name = "prediction"
        $0.input = [graph.current]
        $0.output = ["predictions"]
      })
    message.graph.initializer = graph.constants.map(constant)
    message.graph.input = [value(OperatorGraph.input, graph.inputShape)]
    message.graph.output = [value("predictions", graph.outputShape)]
    do { return try message.serializedBytes() } catch { throw WorkError("cannot write the model as ONNX: \(error)") }
  }

  private static func node(_ node: OperatorGraph.Node) -> Tarn_Onnx_NodeProto {
    .with {
      $0.opType = node.operation
      $0.name = node.name
      $0.input = node.inputs
      $0.output = [node.output]
      $0.attribute = node.attributes.map { attribute($0.name, $0.value) }
    }
  }

  private static func attribute(_ name: String, _ value: OperatorGraph.Attribute) -> Tarn_Onnx_AttributeProto {
    .with {
      $0.name = name
      switch value {
      case .real(let value): ($0.f, $0.type) = (Float(value), 1)
      case .integer(let value): ($0.i, $0.type) = (Int64(value), 2)
      case .text(let value): ($0.s, $0.type) = (Data(value.utf8), 3)
      case .integers(let values): ($0.ints, $0.type) = (values.map { Int64($0) }, 7)
      }
    }
  }

  private static func constant(_ constant: OperatorGraph.Constant) -> Tarn_Onnx_TensorProto {
    .with {
      $0.name = constant.name
      $0.dims = constant.shape.map { Int64($0) }
      switch constant.elements {
      case .reals(let elements): ($0.dataType, $0.rawData) = (1, elements.withUnsafeBytes { Data($0) })
      case .integers(let elements):
        ($0.dataType, $0.rawData) = (7, elements.map { Int64($0) }.withUnsafeBytes { Data($0) })
      }
    }
  }

  private static func value(_ name: String, _ shape: Shape) -> Tarn_Onnx_ValueInfoProto {
    .with {
      $0.name = name
      $0.type.tensorType.elemType = 1
      $0.type.tensorType.shape.dim =
        [.with { $0.dimParam = "batch" }] + shape.map { extent in .with { $0.dimValue = Int64(extent) } }
    }
  }
}
