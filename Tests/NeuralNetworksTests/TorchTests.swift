import NeuralNetworks
import Randomness
import Tensors
import TestSupport
import Testing

/// Outputs, gradients and optimizer steps against PyTorch's, in single precision.
struct TorchTests {
  /// Both sides round to 24 bits in other orders: a few hundred products and a handful of functions stay within 1e-5.
  static let tolerance: Float = 1e-5
  static let golden = try? TorchGolden()

  static func close(_ ours: Tensor, _ theirs: Tensor, _ name: String) {
    #expect(ours.shape == theirs.shape, "\(name): shape")
    guard ours.shape == theirs.shape else { return }
    for (place, (a, b)) in zip(ours.elements, theirs.elements).enumerated()
    where !(abs(a - b) <= tolerance * max(1, abs(b))) {
      Issue.record("\(name)[\(place)]: \(a), PyTorch has \(b)")
      return
    }
  }

  /// A module with its input, so that one gradient holds both.
  private struct WithInput<M: Module>: Module {
    var module: M
    var input: Tensor
    mutating func visitParameters(with visitor: inout some ParameterVisitor) {
      visitor.visit(&module, "module")
      visitor.visit(&input, "input", .weight)
    }
  }

  static func check<M: Module>(
    _ name: String, _ module: M, parameters: [String: Tensor]? = nil, _ apply: (M, Tensor) -> Tensor
  ) throws {
    let golden = try #require(golden)
    var module = module
    let given = parameters ?? golden.below("\(name)/p.")
    let own = Dictionary(uniqueKeysWithValues: module.namedParameters.map { ($0.name, $0.tensor) })
    try module.assignParameters(own.merging(given) { $1 })
    let x = golden["\(name)/x"]
    close(apply(module, x), golden["\(name)/y"], "\(name): y")
    let (_, gradient) = valueWithGradient(at: WithInput(module: module, input: x)) { both in
      (apply(both.module, both.input) * golden["\(name)/dy"]).sum()
    }
    close(gradient.input, golden["\(name)/dx"], "\(name): dx")
    if parameters == nil {
      let slopes = golden.below("\(name)/d.")
      #expect(Set(slopes.keys) == Set(golden.below("\(name)/p.").keys))
      for found in gradient.named where found.name.hasPrefix("module.") {
        let short = String(found.name.dropFirst("module.".count))
        if let theirs = slopes[short] { close(found.tensor, theirs, "\(name): d\(short)") }
      }
    }
  }

  @Test func activations() throws {
    let golden = try #require(Self.golden)
    let names = golden.cases("activation/")
    #expect(names.count == 11)
    for name in names {
      let activation = try #require(Activation.all.first { "activation/\($0.name)" == name })
      try Self.check(name, ActivationLayer(activation)) { $0($1) }
    }
  }

  @Test func losses() throws {
    let golden = try #require(Self.golden)
    let (target, soft, labels) = (golden["target"], golden["distribution"], [0, 3, 1, 1, 2] as [Int32])
    let losses: [String: @Sendable (Tensor) -> Tensor] = [
      "mse": { meanSquaredError($0, target) }, "mae": { meanAbsoluteError($0, target) },
      "huber": { huberLoss($0, target, threshold: 0.5) }, "smooth-l1": { huberLoss($0, target) },
      "bce": { binaryCrossEntropy($0, soft) }, "cross-entropy": { softmaxCrossEntropy($0, labels) },
      "soft-cross-entropy": { softmaxCrossEntropy($0, target: soft) },
      "cross-entropy-sum": { softmaxCrossEntropy($0, labels, reduction: .sum) },
      "kl": { klDivergence($0.logSoftmax(), soft) },
    ]
    #expect(Set(golden.cases("loss/")) == Set(losses.keys.map { "loss/\($0)" }))
    for (name, loss) in losses { try Self.check("loss/\(name)", Flatten()) { loss($1) } }
  }

  @Test func denseAndConvolutions() throws {
    var random = Seed(0).generator()
    for batch in ["b1", "b6"] {
      try Self.check("dense/\(batch)", Dense(inputs: 5, outputs: 3, activation: .relu, using: &random)) { $0($1) }
    }
    let cases: [(String, Int, Int, Padding)] = [
      ("valid", 3, 1, .valid), ("b1-odd", 3, 1, .valid), ("stride2", 3, 2, .valid), ("same", 3, 1, .same),
      ("same-even", 2, 1, .same), ("same-stride2", 3, 2, .same), ("explicit", 5, 1, .explicit(height: 2, width: 2)),
      ("one", 1, 1, .valid),
    ]
    #expect(try #require(Self.golden).cases("conv2d/").count == cases.count)
    for (name, window, stride, padding) in cases {
      let layer = Conv2D(channels: 3, filters: 4, window: window, stride: stride, padding: padding, using: &random)
      try Self.check("conv2d/\(name)", layer) { $0($1) }
    }
    for (name, window, stride, padding) in [
      ("valid", 3, 1, Padding.valid), ("stride2", 3, 2, .valid), ("padded", 4, 2, .explicit(height: 1, width: 1)),
    ] {
      let layer = ConvTranspose2D(
        channels: 3, filters: 2, window: window, stride: stride, padding: padding, using: &random)
      try Self.check("conv-transpose2d/\(name)", layer) { $0($1) }
    }
    for (name, window, stride, padding) in [
      ("valid", 3, 1, Padding.valid), ("stride2", 3, 2, .valid), ("same", 5, 1, .same),
    ] {
      let layer = Conv1D(channels: 2, filters: 3, window: window, stride: stride, padding: padding, using: &random)
      try Self.check("conv1d/\(name)", layer) { $0($1) }
    }
  }

  @Test func pooling() throws {
    for (window, stride) in [(2, 2), (3, 2), (3, 1)] {
      try Self.check("max-pool/\(window)-\(stride)", Pool2D(.max, window: window, stride: stride)) { $0($1) }
      try Self.check("average-pool/\(window)-\(stride)", Pool2D(.average, window: window, stride: stride)) { $0($1) }
    }
    let padded = Pool2D(.average, window: 3, stride: 2, padding: .explicit(height: 1, width: 1))
    try Self.check("average-pool/padded", padded) { $0($1) }
    try Self.check("upsample", Upsampling2D()) { $0($1) }
  }

  @Test func normalization() throws {
    let golden = try #require(Self.golden)
    var layer = BatchNorm(channels: 4)
    layer.runningMean = golden["batch-norm/mean"]
    layer.runningVariance = golden["batch-norm/variance"]
    try Self.check("batch-norm/evaluation", layer) { $0($1) }
    try Self.check("batch-norm/training", layer) { layer, x in
      var (layer, random) = (layer, Seed(0).generator())
      return layer.trainingOutput(x, using: &random)
    }
    var random = Seed(0).generator()
    _ = layer.trainingOutput(golden["batch-norm/training/x"], using: &random)
    Self.close(layer.runningMean, golden["batch-norm/mean-after"], "running mean")
    Self.close(layer.runningVariance, golden["batch-norm/variance-after"], "running variance")
    try Self.check("layer-norm", LayerNorm(width: 5)) { $0($1) }
  }

  @Test func embedding() throws {
    var random = Seed(0).generator()
    try Self.check("embedding", Embedding(tokens: 6, width: 4, using: &random)) { layer, _ in
      layer([0, 2, 2, 5, 1, 0], shape: [2, 3])
    }
  }

  /// PyTorch keeps two biases where one does; ours is their sum, and the gradients of both are its gradient.
  private func cell(_ name: String, _ suffix: String = "") throws -> [String: Tensor] {
    let golden = try #require(Self.golden)
    func p(_ part: String) -> Tensor { golden["\(name)/p.\(part)_l0\(suffix)"] }
    return [
      "inputWeight": p("weight_ih"), "recurrentWeight": p("weight_hh"), "bias": p("bias_ih") + p("bias_hh"),
      "inputBias": p("bias_ih"), "recurrentBias": p("bias_hh"),
    ]
  }

  private func slopes<M: Module>(_ name: String, _ module: M, _ suffix: String = "", _ apply: (M, Tensor) -> Tensor)
    throws
  {
    let golden = try #require(Self.golden)
    var module = module
    try module.assignParameters(try cell(name, suffix))
    let (_, gradient) = valueWithGradient(at: module) { module in
      (apply(module, golden["\(name)/x"]) * golden["\(name)/dy"]).sum()
    }
    let theirs = golden.below("\(name)/d.")
    let names = [
      "inputWeight": "weight_ih", "recurrentWeight": "weight_hh", "bias": "bias_ih", "inputBias": "bias_ih",
      "recurrentBias": "bias_hh",
    ]
    for found in gradient.named {
      let part = try #require(names[found.name])
      Self.close(found.tensor, try #require(theirs["\(part)_l0\(suffix)"]), "\(name): d\(found.name)")
    }
  }

  @Test func recurrent() throws {
    var random = Seed(0).generator()
    let simple = [("rnn/tanh", Tensor.DenseActivation.tanh), ("rnn/relu", .relu)]
    for (name, activation) in simple {
      let layer = SimpleRNN(features: 3, width: 4, activation: activation, using: &random)
      try Self.check(name, layer, parameters: try cell(name)) { $0($1) }
      try slopes(name, layer) { $0($1) }
    }
    for batch in ["b1", "b3"] {
      let (lstm, gru) = (LSTM(features: 3, width: 4, using: &random), GRU(features: 3, width: 4, using: &random))
      try Self.check("lstm/\(batch)", lstm, parameters: try cell("lstm/\(batch)")) { $0($1) }
      try slopes("lstm/\(batch)", lstm) { $0($1) }
      try Self.check("gru/\(batch)", gru, parameters: try cell("gru/\(batch)")) { $0($1) }
      try slopes("gru/\(batch)", gru) { $0($1) }
    }
  }

  private func mask(_ lengths: [Int]) -> Tensor {
    Tensor((0..<lengths.count * 5).map { $0 % 5 < lengths[$0 / 5] ? Float(1) : 0 }, shape: [lengths.count, 5])
  }

  /// Unequal lengths: PyTorch's packed sequences give zeros after the end, where ours keep the state.
  @Test func unequalLengths() throws {
    var random = Seed(0).generator()
    let lengths = mask([5, 3, 1])
    let gru = GRU(features: 3, width: 4, using: &random)
    try Self.check("gru/masked", gru, parameters: try cell("gru/masked")) { layer, x in
      layer(x, mask: lengths).outputs * lengths.expanded(axis: 2)
    }
    let (forward, backward) = (try cell("lstm/bidirectional"), try cell("lstm/bidirectional", "_reverse"))
    var parameters: [String: Tensor] = [:]
    for (name, tensor) in forward { parameters["forward.\(name)"] = tensor }
    for (name, tensor) in backward { parameters["backward.\(name)"] = tensor }
    let both = Bidirectional(
      forward: LSTM(features: 3, width: 4, using: &random), backward: LSTM(features: 3, width: 4, using: &random))
    let ends = mask([5, 4, 2])
    try Self.check("lstm/bidirectional", both, parameters: parameters) { layer, x in
      layer(x, mask: ends) * ends.expanded(axis: 2)
    }
  }

  @Test func attention() throws {
    var random = Seed(0).generator()
    try Self.check("attention", MultiHeadAttention(width: 8, heads: 2, using: &random)) { $0($1) }
    try Self.check("causal-attention", MultiHeadAttention(width: 8, heads: 2, isCausal: true, using: &random)) {
      $0($1)
    }
    try Self.check("encoder", EncoderBlock(width: 8, heads: 2, hidden: 16, using: &random)) { $0($1) }
    let memory = try #require(Self.golden)["memory"]
    try Self.check("decoder", DecoderBlock(width: 8, heads: 2, hidden: 16, using: &random)) { $0($1, memory: memory) }
  }

  /// Three steps of each optimizer; Adadelta and Adagrad divide by small roots, so rounding shows a little more.
  @Test func optimizers() throws {
    let golden = try #require(Self.golden)
    let optimizers: [String: any Optimizer] = [
      "sgd": SGD(learningRate: 0.1), "momentum": SGD(learningRate: 0.1, momentum: 0.9),
      "nesterov": SGD(learningRate: 0.1, momentum: 0.9, isNesterov: true), "adagrad": Adagrad(learningRate: 0.1),
      "adadelta": Adadelta(), "rmsprop": RMSProp(), "rmsprop-centred": RMSProp(isCentred: true),
      "adam": Adam(learningRate: 0.01), "adamw": Adam(learningRate: 0.01, weightDecay: 0.1),
    ]
    #expect(golden.cases("optimizer/").count == optimizers.count)
    for (name, optimizer) in optimizers {
      var optimizer = optimizer
      var random = Seed(0).generator()
      var model = MultilayerPerceptron([3, 5, 2], activation: .tanh, using: &random)
      try model.assignParameters(golden.below("optimizer/\(name)/before."))
      for _ in 0..<3 {
        let (_, gradient) = valueWithGradient(at: model) { model in
          meanSquaredError(model(golden["optimizer/\(name)/x"]), golden["optimizer/\(name)/target"])
        }
        optimizer.update(&model, along: gradient)
      }
      #expect(optimizer.updateCount == 3)
      for parameter in model.namedParameters {
        Self.close(parameter.tensor, golden["optimizer/\(name)/after.\(parameter.name)"], "\(name): \(parameter.name)")
      }
    }
  }
}
