internal import CKernels

/// Functions of one element.
extension Tensor {
  /// One kernel and its derivative, which follows from x, y = f(x) and dy.
  @inline(__always)
  private func mapped(_ name: StaticString, _ operation: tarn_unary_operation, _ p: Double = 0, _ q: Double = 0)
    -> Tensor
  {
    let y = Tensor(uninitialized: shape, precision: precision)
    tarn_unary(precision.kernelType, operation, pointer, y.pointer, Int64(elementCount), p, q)
    return recorded(
      name, y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          tarn_unary_derivative(
            dy.precision.kernelType, operation, pointer, y.pointer, dy.pointer, dx, Int64(dy.elementCount), p, q,
            accumulate ? 1 : 0)
        }
      })
  }

  /// scale x + shift
  public func affine(scale: Double, shift: Double) -> Tensor { mapped("affine", TARN_AFFINE, scale, shift) }
  /// e^x
  public func exp() -> Tensor { mapped("exp", TARN_EXP) }
  /// ln x
  public func log() -> Tensor { mapped("log", TARN_LOG) }
  /// The square root of x.
  public func squareRoot() -> Tensor { mapped("squareRoot", TARN_SQRT) }
  /// x^2
  public func squared() -> Tensor { mapped("squared", TARN_SQUARE) }
  /// |x|, derivative 0 at 0.
  public func magnitude() -> Tensor { mapped("magnitude", TARN_ABS) }
  /// 1 / x
  public func reciprocal() -> Tensor { mapped("reciprocal", TARN_RECIPROCAL) }
  /// x^`exponent`, a constant.
  public func power(_ exponent: Double) -> Tensor { mapped("power", TARN_POWER, exponent) }
  /// sin x, x in radians.
  public func sin() -> Tensor { mapped("sin", TARN_SIN) }
  /// cos x, x in radians.
  public func cos() -> Tensor { mapped("cos", TARN_COS) }
  /// x moved into `range`; derivative 1 inside and at its ends.
  public func clamped(to range: ClosedRange<Double>) -> Tensor {
    mapped("clamped", TARN_CLAMP, range.lowerBound, range.upperBound)
  }
  /// -1, 0 or 1; derivative 0.
  public func sign() -> Tensor { mapped("sign", TARN_SIGN) }
  /// 1 / (1 + e^-x)
  public func sigmoid() -> Tensor { mapped("sigmoid", TARN_SIGMOID) }
  /// (e^x - e^-x) / (e^x + e^-x)
  public func tanh() -> Tensor { mapped("tanh", TARN_TANH) }
  /// x clamped to -1 ... 1; derivative 0 at and beyond the ends.
  public func hardTanh() -> Tensor { mapped("hardTanh", TARN_HARD_TANH) }
  /// max(x, 0); derivative 0 at 0.
  public func relu() -> Tensor { mapped("relu", TARN_RELU) }
  /// x, or `slope` x below zero.
  public func leakyRelu(slope: Double = 0.01) -> Tensor { mapped("leakyRelu", TARN_LEAKY_RELU, slope) }
  /// x, or `scale` (e^x - 1) below zero (Clevert et al., 2015).
  public func elu(scale: Double = 1) -> Tensor { mapped("elu", TARN_ELU, scale) }
  /// ln(1 + e^x), without overflow.
  public func softplus() -> Tensor { mapped("softplus", TARN_SOFTPLUS) }
  /// The derivative of silu as a function of its own: s(x) (1 + x (1 - s(x))).
  public func dsilu() -> Tensor {
    let s = sigmoid()
    return s * (1.0 + self * (1.0 - s))
  }
  /// x sigmoid(x) (Elfwing et al., 2017).
  public func silu() -> Tensor { mapped("silu", TARN_SILU) }
  /// x times the normal distribution function (Hendrycks and Gimpel, 2016), exact form.
  public func gelu() -> Tensor { mapped("gelu", TARN_GELU) }

  /// x^2 / 2 where |x| is at most `threshold`, then `threshold` (|x| - threshold / 2) (Huber, 1964).
  public func huber(threshold: Double = 1) -> Tensor { mapped("huber", TARN_HUBER, threshold) }

  /// -x
  public static prefix func - (x: Tensor) -> Tensor { x.affine(scale: -1, shift: 0) }
  /// x + y, y a constant.
  public static func + (x: Tensor, y: Double) -> Tensor { x.affine(scale: 1, shift: y) }
  /// x + y, x a constant.
  public static func + (x: Double, y: Tensor) -> Tensor { y.affine(scale: 1, shift: x) }
  /// x - y, y a constant.
  public static func - (x: Tensor, y: Double) -> Tensor { x.affine(scale: 1, shift: -y) }
  /// x - y, x a constant.
  public static func - (x: Double, y: Tensor) -> Tensor { y.affine(scale: -1, shift: x) }
  /// x y, y a constant.
  public static func * (x: Tensor, y: Double) -> Tensor { x.affine(scale: y, shift: 0) }
  /// x y, x a constant.
  public static func * (x: Double, y: Tensor) -> Tensor { y.affine(scale: x, shift: 0) }
  /// x / y, y a constant.
  public static func / (x: Tensor, y: Double) -> Tensor { x.affine(scale: 1 / y, shift: 0) }
  /// x / y, x a constant.
  public static func / (x: Double, y: Tensor) -> Tensor { y.reciprocal().affine(scale: x, shift: 0) }
}
