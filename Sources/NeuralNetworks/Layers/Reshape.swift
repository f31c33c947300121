internal import Persistence
internal import Randomness
public import Tensors

/// Each example under another shape: [batch, ...] to [batch] + extents.
public struct Reshape: ParameterlessLayer {
  /// Of an example, without the batch.
  public var extents: [Int]

  /// - Parameter extents: hold as many elements as what the layer takes.
  public init(_ extents: [Int]) { self.extents = extents }

  /// [batch, ...] to [batch] + extents.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0]] + extents) }
}

extension Reshape: DescribedLayer {
  static let extents = LayerSetting<[Int]>.extents(
    "shape", "the extents of an example, [height, width, channels] of images")
  static let kinds = [LayerKind("reshape", "each example under another shape", [extents])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    let wanted = site[Self.extents]
    guard !wanted.isEmpty, wanted.count < Shape.greatestRank, wanted.allSatisfy({ $0 > 0 }),
      wanted.reduce(
        (1, false),
        { product, extent in
          let (next, overflows) = product.0.multipliedReportingOverflow(by: extent)
          return (next, product.1 || overflows)
        }) == (site.shape.elementCount, false)
    else {
      throw InputError(
        "\(site.place): shape \(wanted) does not hold the \(site.shape.elementCount) elements of \(site.shape)")
    }
    site.shape = Shape(wanted)
    self.init(wanted)
  }
}

extension Reshape: ExportableLayer {
  /// One operator.
  public func export(to graph: inout OperatorGraph) {
    graph.node("Reshape", with: [graph.constant([-1] + extents, "shape")])
  }
}
