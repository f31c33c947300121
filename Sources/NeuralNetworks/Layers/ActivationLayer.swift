internal import Randomness
public import Tensors

/// An activation on its own.
public struct ActivationLayer: ParameterlessLayer {
  /// What is applied.
  public var activation: Activation

  /// A layer of one function.
  public init(_ activation: Activation) { self.activation = activation }

  /// f(x), of the shape of `input`.
  public func callAsFunction(_ input: Tensor) -> Tensor { activation(input) }
}

extension ActivationLayer: DescribedLayer {
  static let activation = LayerSetting.activation()
  static let kinds = [LayerKind("activation", "a function alone", [activation])]

  init(from site: inout LayerSite, using random: inout some RandomSource) { self.init(site[Self.activation]) }
}

extension ActivationLayer: ExportableLayer {
  /// The same in either layout, but for functions over the channels.
  public var exportLayout: ExportLayout { activation.mixesChannels ? .channelsLast : .either }

  /// The activation's operators.
  public func export(to graph: inout OperatorGraph) { activation.export(to: &graph) }
}
