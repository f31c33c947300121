public import Persistence
public import Tensors

/// One layer as a person describes it in a file: its kind and what differs from the kind's defaults.
public struct LayerDescription: Sendable, Hashable, Codable {
  public var kind: String
  public var units: Int?
  public var filters: Int?
  public var window: Int?
  public var stride: Int?
  public var padding: String?
  public var activation: String?
  public var rate: Double?
  public var heads: Int?
  public var hidden: Int?
  public var tokens: Int?
  public var factor: Int?
  public var shape: [Int]?
  public var causal: Bool?
  public var layers: [LayerDescription]?

  public init(
    _ kind: String, units: Int? = nil, filters: Int? = nil, window: Int? = nil, stride: Int? = nil,
    padding: String? = nil, activation: String? = nil, rate: Double? = nil, heads: Int? = nil, hidden: Int? = nil,
    tokens: Int? = nil, factor: Int? = nil, shape: [Int]? = nil, causal: Bool? = nil, layers: [LayerDescription]? = nil
  ) {
    self.kind = kind
    self.units = units
    self.filters = filters
    self.window = window
    self.stride = stride
    self.padding = padding
    self.activation = activation
    self.rate = rate
    self.heads = heads
    self.hidden = hidden
    self.tokens = tokens
    self.factor = factor
    self.shape = shape
    self.causal = causal
    self.layers = layers
  }

  /// Every kind with the settings it takes and what it does.
  public static let kinds: KeyValuePairs<String, (settings: [String], summary: String)> = [
    "dense": (["units", "activation"], "f(x W + b) over the last axis"),
    "conv2d": (["filters", "window", "stride", "padding", "activation"], "filters over images"),
    "conv1d": (["filters", "window", "stride", "padding", "activation"], "filters over sequences"),
    "conv-transpose2d": (["filters", "window", "stride", "padding", "activation"], "transposed convolution"),
    "max-pool": (["window", "stride", "padding"], "the largest of each window"),
    "average-pool": (["window", "stride", "padding"], "the mean of each window"),
    "global-average-pool": ([], "the mean over places or steps"),
    "upsample": (["factor"], "nearest-neighbour upsampling"),
    "flatten": ([], "each example as one row"),
    "reshape": (["shape"], "each example under another shape"),
    "activation": (["activation"], "a function alone"),
    "dropout": (["rate"], "zeroes elements in training"),
    "noise": (["rate"], "adds normal noise of deviation rate in training"),
    "batch-norm": ([], "batch normalisation"),
    "layer-norm": ([], "layer normalisation"),
    "embedding": (["tokens", "units"], "a vector for each token"),
    "positions": ([], "sines and cosines of each step's place"),
    "rnn": (["units", "rate"], "simple recurrent layer; rate is recurrent dropout"),
    "irnn": (["units", "rate"], "rectified recurrent layer that starts as the identity"),
    "lstm": (["units", "rate"], "long short-term memory"),
    "peephole-lstm": (["units", "rate"], "the same with peepholes"),
    "gru": (["units", "rate"], "gated recurrent units"),
    "bidirectional-rnn": (["units"], "forwards and backwards, side by side"),
    "bidirectional-lstm": (["units"], "forwards and backwards, side by side"),
    "bidirectional-gru": (["units"], "forwards and backwards, side by side"),
    "last-step": ([], "the last output of a sequence"),
    "repeat-steps": (["factor"], "a vector at every step"),
    "self-attention": (["heads", "causal"], "multi-head self-attention"),
    "encoder": (["heads", "hidden", "rate", "causal"], "a transformer's encoder block"),
    "residual": (["layers", "activation"], "x + the layers inside"),
    "densely-connected": (["layers"], "each layer inside sees all before it"),
  ]

  private var given: [(name: String, isGiven: Bool)] {
    [
      ("units", units != nil), ("filters", filters != nil), ("window", window != nil), ("stride", stride != nil),
      ("padding", padding != nil), ("activation", activation != nil), ("rate", rate != nil), ("heads", heads != nil),
      ("hidden", hidden != nil), ("tokens", tokens != nil), ("factor", factor != nil), ("shape", shape != nil),
      ("causal", causal != nil), ("layers", layers != nil),
    ]
  }

  /// Refuses unknown kinds and settings the kind does not take.
  func check(_ place: String) throws(InputError) {
    guard let (_, entry) = Self.kinds.first(where: { $0.key == kind }) else {
      throw InputError.unknown("kind of layer", kind, among: Self.kinds.map(\.key), list: "tarn help fit")
    }
    for (name, isGiven) in given where isGiven && !entry.settings.contains(name) {
      let valid = entry.settings.isEmpty ? "it takes none" : "it takes \(entry.settings.joined(separator: ", "))"
      throw InputError("\(place): a layer of kind '\(kind)' has no setting '\(name)'; \(valid)")
    }
    for (name, value) in [
      ("units", units), ("filters", filters), ("window", window), ("stride", stride), ("heads", heads),
      ("hidden", hidden), ("tokens", tokens), ("factor", factor),
    ] {
      if let value, value < 1 || value > 1 << 20 {
        throw InputError("\(place): \(name) cannot be \(value); valid is 1 or more")
      }
    }
    if let rate, !(0..<1).contains(rate), kind != "noise" {
      throw InputError("\(place): rate cannot be \(rate); valid is 0 up to but not 1")
    }
  }

  func activation(_ place: String, default other: Activation) throws(InputError) -> Activation {
    guard let activation else { return other }
    if let (_, found) = Activation.byName.first(where: { $0.key == activation }) { return found }
    throw InputError.unknown(
      "activation", activation, of: place, among: Activation.byName.map(\.key), list: "tarn help fit")
  }

  func padding(_ place: String) throws(InputError) -> Padding {
    switch padding ?? "valid" {
    case "valid": return .valid
    case "same": return .same
    default: throw InputError("\(place): padding cannot be '\(padding ?? "")'; valid is 'valid' or 'same'")
    }
  }
}
