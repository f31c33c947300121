internal import Persistence

/// The kinds of layers that files can describe.
public enum LayerCatalogue {
  private static let layers: [any DescribedLayer.Type] = [
    Dense.self,
    Conv2D.self,
    Conv1D.self,
    ConvTranspose2D.self,
    Pool2D.self,
    GlobalAveragePool.self,
    Upsampling2D.self,
    Flatten.self,
    Reshape.self,
    ActivationLayer.self,
    Dropout.self,
    GaussianNoise.self,
    BatchNorm.self,
    LayerNorm.self,
    Embedding.self,
    PositionalEncoding.self,
    SimpleRNN.self,
    LSTM.self,
    GRU.self,
    Bidirectional<SimpleRNN>.self,
    Bidirectional<LSTM>.self,
    Bidirectional<GRU>.self,
    LastStep.self,
    RepeatSteps.self,
    MultiHeadAttention.self,
    EncoderBlock.self,
    Residual.self,
    DenselyConnected.self,
  ]

  private static let entries: [(kind: LayerKind, layer: any DescribedLayer.Type)] = layers.flatMap { layer in
    layer.kinds.map { ($0, layer) }
  }

  /// Every kind with its settings and what it computes.
  public static var kinds: [LayerKind] { entries.map(\.kind) }

  /// - Throws: ``InputError`` naming the kind that comes closest.
  static func entry(_ name: String) throws(InputError) -> (kind: LayerKind, layer: any DescribedLayer.Type) {
    guard let entry = entries.first(where: { $0.kind.name == name }) else {
      throw InputError.unknown("kind of layer", name, among: kinds.map(\.name), list: "tarn help fit")
    }
    return entry
  }
}
