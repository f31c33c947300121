internal import CKernels
public import Tensors

/// Moves a model's parameters against a gradient.
///
/// A value: its moments are its own. The learning rate may be set before each update, from a ``LearningRateSchedule``.
public protocol Optimizer: Sendable {
  var learningRate: Double { get set }
  /// Updates made so far.
  var updateCount: Int { get set }
  /// Running moments by name, for checkpoints; each as long as the model's flat parameters. Empty before the first update.
  var moments: [String: Moment] { get set }
  mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>)
}

/// One number a parameter that an optimizer remembers.
public struct Moment: Sendable {
  private var storage: Storage
  public private(set) var count: Int
  public private(set) var precision: Precision

  init(count: Int, precision: Precision) {
    storage = Storage(byteCount: count * precision.byteCount)
    self.count = count
    self.precision = precision
    memsetZero(storage.base, count * precision.byteCount)
  }

  /// The numbers as a vector.
  public var tensor: Tensor {
    let copy = Tensor(uninitialized: [count], precision: precision)
    copy.pointer.copyMemory(from: storage.base, byteCount: count * precision.byteCount)
    return copy
  }

  public init(_ tensor: Tensor) {
    self.init(count: tensor.elementCount, precision: tensor.precision)
    storage.base.copyMemory(from: tensor.pointer, byteCount: count * precision.byteCount)
  }

  /// Memory that nobody else sees.
  mutating func pointer() -> UnsafeMutableRawPointer {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(byteCount: count * precision.byteCount)
      copy.base.copyMemory(from: storage.base, byteCount: count * precision.byteCount)
      storage = copy
    }
    return storage.base
  }
}

extension Optional where Wrapped == Moment {
  /// The moment, made of zeros at the first update.
  mutating func pointer(_ count: Int, _ precision: Precision) -> UnsafeMutableRawPointer {
    if let present = self {
      precondition(
        present.count == count && present.precision == precision,
        "an optimizer serves one model: it remembers \(present.count) numbers, the model has \(count)")
    }
    var moment = self.take() ?? Moment(count: count, precision: precision)
    let pointer = moment.pointer()
    self = moment
    return pointer
  }
}

/// What every update does: one pass over flat parameters and flat gradient, subnormals flushed.
func apply(
  _ gradient: Gradient<some Module>, to model: inout some Module,
  _ pass: (
    _ type: tarn_type, _ w: UnsafeMutableRawPointer, _ g: UnsafeMutableRawPointer, _ count: Int, _ precision: Precision
  ) -> Void
) {
  let flat = gradient.flat
  model.withFlatParameters { parameters, count, precision in
    precondition(
      count == flat.elementCount && precision == flat.precision,
      "a gradient of \(flat.elementCount) components does not fit a model of \(count)")
    Tape.flushingSubnormals {
      pass(precision == .single ? TARN_SINGLE : TARN_DOUBLE, parameters, flat.pointer, count, precision)
    }
  }
}

/// Gradient descent with momentum as PyTorch has it: v = m v + g, w -= rate v; Nesterov's form looks ahead,
/// w -= rate (g + m v) (Sutskever et al., 2013).
public struct SGD: Optimizer {
  public var learningRate: Double
  public var momentum: Double
  public var isNesterov: Bool
  public var updateCount = 0
  private var velocity: Moment?

  /// - Precondition: `momentum` above 0 where `isNesterov`.
  public init(learningRate: Double, momentum: Double = 0, isNesterov: Bool = false) {
    precondition(!isNesterov || momentum > 0, "Nesterov's form needs a momentum above 0, not \(momentum)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  public var moments: [String: Moment] {
    get { velocity.map { ["velocity": $0] } ?? [:] }
    set { velocity = newValue["velocity"] }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      if momentum == 0 {
        tarn_add_scaled(type, -learningRate, g, w, Int64(count))
      } else {
        let v = velocity.pointer(count, precision)
        tarn_momentum(type, w, g, v, Int64(count), learningRate, momentum, isNesterov ? 1 : 0)
      }
    }
  }
}

/// s += g^2, w -= rate g / (sqrt s + epsilon) (Duchi et al., 2011).
public struct Adagrad: Optimizer {
  public var learningRate: Double
  public var epsilon: Double
  public var updateCount = 0
  private var sum: Moment?

  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  public var moments: [String: Moment] {
    get { sum.map { ["sum": $0] } ?? [:] }
    set { sum = newValue["sum"] }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adagrad(type, w, g, sum.pointer(count, precision), Int64(count), learningRate, epsilon)
    }
  }
}

/// Steps in proportion to the running size of earlier steps (Zeiler, 2012).
public struct Adadelta: Optimizer {
  public var learningRate: Double
  public var decay: Double
  public var epsilon: Double
  public var updateCount = 0
  private var square: Moment?
  private var change: Moment?

  public init(learningRate: Double = 1, decay: Double = 0.9, epsilon: Double = 1e-6) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  public var moments: [String: Moment] {
    get { ["square": square, "change": change].compactMapValues { $0 } }
    set { (square, change) = (newValue["square"], newValue["change"]) }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adadelta(
        type, w, g, square.pointer(count, precision), change.pointer(count, precision), Int64(count), learningRate,
        decay,
        epsilon)
    }
  }
}

/// w -= rate g / (sqrt s + epsilon) with s a running mean of g^2 (Hinton, 2012); centred, the running mean's square is
/// subtracted from s (Graves, 2013).
public struct RMSProp: Optimizer {
  public var learningRate: Double
  public var decay: Double
  public var epsilon: Double
  public var isCentred: Bool
  /// Epsilon under the root, as the Atari agents have it, instead of outside, as PyTorch does.
  public var addsEpsilonInside: Bool
  public var updateCount = 0
  private var square: Moment?
  private var mean: Moment?

  public init(
    learningRate: Double = 0.01, decay: Double = 0.99, epsilon: Double = 1e-8, isCentred: Bool = false,
    addsEpsilonInside: Bool = false
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.isCentred = isCentred
    self.addsEpsilonInside = addsEpsilonInside
  }

  public var moments: [String: Moment] {
    get { ["square": square, "mean": mean].compactMapValues { $0 } }
    set { (square, mean) = (newValue["square"], newValue["mean"]) }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_rmsprop(
        type, w, g, square.pointer(count, precision), isCentred ? mean.pointer(count, precision) : nil, Int64(count),
        learningRate, decay, epsilon, addsEpsilonInside ? 1 : 0)
    }
  }
}

/// Adaptive moments with bias correction (Kingma and Ba, 2014), epsilon outside the root as in PyTorch; with a weight
/// decay it is AdamW, which shrinks the weights apart from the gradient (Loshchilov and Hutter, 2017).
public struct Adam: Optimizer {
  public var learningRate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var weightDecay: Double
  public var updateCount = 0
  private var mean: Moment?
  private var square: Moment?

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public var moments: [String: Moment] {
    get { ["mean": mean, "square": square].compactMapValues { $0 } }
    set { (mean, square) = (newValue["mean"], newValue["square"]) }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    let correction1 = 1 - power(beta1, updateCount)
    let correction2 = 1 - power(beta2, updateCount)
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adam(
        type, w, g, mean.pointer(count, precision), square.pointer(count, precision), Int64(count),
        learningRate / correction1, beta1, beta2, epsilon, 1 / correction2.squareRoot(), learningRate * weightDecay)
    }
  }
}

/// x to a whole power, by squaring.
func power(_ x: Double, _ n: Int) -> Double {
  var (result, factor, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
