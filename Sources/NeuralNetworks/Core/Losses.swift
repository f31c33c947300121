public import Tensors

/// What becomes of the losses of a batch.
public enum Reduction: Sendable, Hashable {
  /// Their mean, or their sum: one number.
  case mean, sum
  /// One loss an element, unreduced.
  case none

  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }
}

/// (y - t)^2
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  reduction((prediction - target).squared())
}

/// |y - t|
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  reduction((prediction - target).magnitude())
}

/// Squared below `threshold`, linear above (Huber, 1964); with 1 it is the smooth L1 loss.
public func huberLoss(
  _ prediction: Tensor, _ target: Tensor, threshold: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  reduction((prediction - target).huber(threshold: threshold))
}

/// -ln softmax(logits)[label], mean over rows; logits [rows, classes].
public func softmaxCrossEntropy(_ logits: Tensor, _ labels: [Int32], reduction: Reduction = .mean) -> Tensor {
  switch reduction {
  case .mean: logits.summedCrossEntropy(labels: labels) * (1 / Double(max(labels.count, 1)))
  case .sum: logits.summedCrossEntropy(labels: labels)
  case .none: -logits.logSoftmax().picked(labels)
  }
}

/// -sum of t ln softmax(logits) over classes, mean over rows; `target` holds distributions [rows, classes].
public func softmaxCrossEntropy(_ logits: Tensor, target: Tensor, reduction: Reduction = .mean) -> Tensor {
  reduction(-(target * logits.logSoftmax()).sum(axis: -1))
}

/// -(t ln s + (1 - t) ln (1 - s)) with s the sigmoid of the logits; several labels may hold at once.
///
/// Computed as softplus(x) - t x, which neither overflows nor takes the logarithm of zero.
public func binaryCrossEntropy(_ logits: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  reduction(logits.softplus() - target * logits)
}

/// KL(p || q) = sum of p (ln p - ln q) over the last axis, mean over rows; `logQ` are logarithms, `p` probabilities.
///
/// Where p is 0 the term is 0, as its limit is, also where ln q is -infinity.
public func klDivergence(_ logQ: Tensor, _ p: Tensor, reduction: Reduction = .mean) -> Tensor {
  let precision = p.precision
  let least = precision == .single ? Double(Float.leastNormalMagnitude) : Double.leastNormalMagnitude
  let entropy = p.detached * p.detached.clamped(to: least...1).log()
  let zero = Tensor(0, precision: precision)
  let isAbsent = Tensor.isEqual(p, zero) * Tensor.isEqual(logQ, Tensor(-.infinity, precision: precision))
  return reduction((entropy - p * Tensor.select(isAbsent, zero, logQ)).sum(axis: -1))
}

/// KL of a normal distribution with `mean` and `logVariance` from the standard one, summed over the last axis, mean over
/// rows (Kingma and Welling, 2013, appendix B).
public func klFromStandardNormal(mean: Tensor, logVariance: Tensor, reduction: Reduction = .mean) -> Tensor {
  reduction((mean.squared() + logVariance.exp() - logVariance - 1.0).sum(axis: -1) * 0.5)
}
