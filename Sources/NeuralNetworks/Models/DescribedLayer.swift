internal import Persistence
internal import Randomness
internal import Tensors

/// A layer that a file can describe. All there is to it stands in the layer's file: what it computes, the kinds it goes by
/// with their settings, how it is made where it stands, and (``ExportableLayer``) how other programs write it. Beside that
/// it takes one line in ``LayerCatalogue``.
protocol DescribedLayer: Layer {
  /// The names it goes by in files; usually one.
  static var kinds: [LayerKind] { get }

  /// Makes the layer from its settings and the shape that reaches it, and moves the site's shape on to what leaves it.
  ///
  /// - Throws: ``InputError`` where the shape is none it can take.
  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError)

  /// Why this layer cannot stand in an agent's network, as the end of a sentence that begins with the layer; nil if it can.
  ///
  /// What an agent learns from is what it acts by: a layer that draws random numbers in training or keeps statistics of
  /// batches computes something else there.
  var hindranceInAgents: String? { get }
}

extension DescribedLayer {
  var hindranceInAgents: String? { nil }
}

/// A kind of layer: its name in files, its settings and what it computes.
public struct LayerKind: Sendable {
  /// What a file may say about a layer of a kind.
  public struct Setting: Sendable {
    /// Its name in files.
    public var name: String
    /// What holds where a file does not say, as a file would have it or in words; empty where it must say.
    public var defaultText: String
    /// What it may be, in words.
    public var validRange: String
    /// What it means.
    public var summary: String
    /// Throws the sentence for a value that cannot be; `place` names the layer.
    let check: @Sendable (_ value: LayerSettingValue, _ place: String) throws(InputError) -> Void
  }

  /// Its name in files.
  public let name: String
  /// What it computes, in a line.
  public let summary: String
  /// In the order a person would give them.
  public let settings: [Setting]

  init(_ name: String, _ summary: String, _ settings: [any DeclaredLayerSetting] = []) {
    self.name = name
    self.summary = summary
    self.settings = settings.map(\.declaration)
  }

  /// Refuses settings that the kind does not take and values that they do not.
  func check(_ description: LayerDescription, _ place: String) throws(InputError) {
    for name in description.settings.keys.sorted() where !settings.contains(where: { $0.name == name }) {
      let valid = settings.isEmpty ? "it takes none" : "it takes \(settings.map(\.name).joined(separator: ", "))"
      throw InputError("\(place): a layer of kind '\(self.name)' has no setting '\(name)'; \(valid)")
    }
    for setting in settings {
      if let value = description.settings[setting.name] { try setting.check(value, place) }
    }
  }
}

/// Where a described layer is to stand.
struct LayerSite {
  /// The name the layer goes by.
  let kind: String
  /// The layer in a sentence: `layer 3 (dense)`.
  let place: String
  /// The shape of one example: as it reaches the layer, and after the layer is made, as it leaves it.
  var shape: Shape
  /// Whether the layers are an agent's network.
  let isInAgent: Bool
  private let settings: [String: LayerSettingValue]

  init(_ description: LayerDescription, place: String, shape: Shape, isInAgent: Bool) {
    kind = description.kind
    settings = description.settings
    self.place = place
    self.shape = shape
    self.isInAgent = isInAgent
  }

  /// What the file says, or the default.
  subscript<Value>(_ setting: LayerSetting<Value>) -> Value {
    settings[setting.name].flatMap(setting.read) ?? setting.standard
  }

  /// - Throws: ``InputError`` unless an example has `rank` axes.
  func expect(_ rank: Int, _ what: String) throws(InputError) {
    if shape.rank != rank {
      throw InputError("\(place) takes \(what); what reaches it has the shape \(shape)")
    }
  }

  /// The extent of the last axis: features of a row, channels of an image.
  func width() throws(InputError) -> Int {
    guard let width = shape.last else {
      throw InputError("\(place) takes rows of numbers; what reaches it is a single number")
    }
    return width
  }

  /// How often a window fits into `size` elements.
  func extent(_ size: Int, _ window: Int, _ stride: Int, _ padding: Padding) throws(InputError) -> Int {
    if padding == .same { return (size + stride - 1) / stride }
    guard size >= window else {
      throw InputError(
        "\(place): a window of \(window) does not fit into \(size); use padding \"same\" or a smaller one")
    }
    return (size - window) / stride + 1
  }

  /// What to throw where there must be layers inside.
  var lacksInnerLayers: InputError { InputError("\(place) needs layers inside: [[layer.layers]]") }

  /// Makes layers that stand inside this one, and moves the shape on through them.
  ///
  /// - Parameter first: the number of the first among its siblings.
  mutating func layers(
    _ descriptions: [LayerDescription], first: Int = 1, using random: inout some RandomSource
  ) throws(InputError) -> [any Layer] {
    guard !descriptions.isEmpty else { throw lacksInnerLayers }
    return try ModelBuilder.layers(
      descriptions, "\(place), inner layer ", first: first, at: &shape, isInAgent: isInAgent, using: &random)
  }
}
