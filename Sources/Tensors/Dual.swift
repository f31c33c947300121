#if canImport(Glibc)
  internal import Glibc
#endif

/// A number with its derivative along one direction: forward-mode differentiation.
///
/// Every function carries both at once; f(Dual(x, 1)).slope is f'(x).
public struct Dual: Sendable, Hashable, ExpressibleByFloatLiteral {
  /// f
  public var value: Double
  /// f'
  public var slope: Double

  /// A constant, or with slope 1 the variable itself.
  public init(_ value: Double, slope: Double = 0) {
    self.value = value
    self.slope = slope
  }

  public init(floatLiteral value: Double) { self.init(value) }

  /// (a + b)' = a' + b'
  public static func + (a: Dual, b: Dual) -> Dual { Dual(a.value + b.value, slope: a.slope + b.slope) }
  /// (a - b)' = a' - b'
  public static func - (a: Dual, b: Dual) -> Dual { Dual(a.value - b.value, slope: a.slope - b.slope) }
  /// (-a)' = -a'
  public static prefix func - (a: Dual) -> Dual { Dual(-a.value, slope: -a.slope) }
  /// (a b)' = a' b + a b'
  public static func * (a: Dual, b: Dual) -> Dual {
    Dual(a.value * b.value, slope: a.slope * b.value + a.value * b.slope)
  }
  /// (a / b)' = (a' b - a b') / b^2
  public static func / (a: Dual, b: Dual) -> Dual {
    Dual(a.value / b.value, slope: (a.slope * b.value - a.value * b.slope) / (b.value * b.value))
  }

  /// The chain rule: f(x) with f'(x).
  private func chain(_ value: Double, _ derivative: Double) -> Dual { Dual(value, slope: derivative * slope) }

  /// (e^x)' = e^x
  public func exp() -> Dual { chain(Glibc.exp(value), Glibc.exp(value)) }
  /// (ln x)' = 1 / x
  public func log() -> Dual { chain(Glibc.log(value), 1 / value) }
  /// sin' = cos
  public func sin() -> Dual { chain(Glibc.sin(value), Glibc.cos(value)) }
  /// cos' = -sin
  public func cos() -> Dual { chain(Glibc.cos(value), -Glibc.sin(value)) }
  /// tanh' = 1 - tanh^2
  public func tanh() -> Dual {
    let t = Glibc.tanh(value)
    return chain(t, 1 - t * t)
  }
  /// s = 1 / (1 + e^-x), s' = s (1 - s)
  public func sigmoid() -> Dual {
    let s = 1 / (1 + Glibc.exp(-value))
    return chain(s, s * (1 - s))
  }
  /// The square root r, with r' = 1 / (2 r)
  public func squareRoot() -> Dual { chain(value.squareRoot(), 0.5 / value.squareRoot()) }
  /// x to a constant power.
  public func power(_ exponent: Double) -> Dual {
    chain(pow(value, exponent), exponent == 0 ? 0 : exponent * pow(value, exponent - 1))
  }
}

/// f'(x) by forward mode.
public func derivative(at x: Double, of function: (Dual) -> Dual) -> Double { function(Dual(x, slope: 1)).slope }

/// All partial derivatives by forward mode: one pass a variable.
public func gradient(at x: [Double], of function: ([Dual]) -> Dual) -> [Double] {
  x.indices.map { index in
    function(x.enumerated().map { Dual($0.element, slope: $0.offset == index ? 1 : 0) }).slope
  }
}

/// Derivatives by central differences: (f(x + h) - f(x - h)) / 2h, with an error of order h^2 plus rounding over h.
public enum NumericDifferentiation {
  /// - Parameter step: scaled by the size of x; the default balances both errors in double precision.
  public static func derivative(at x: Double, step: Double = 6e-6, of function: (Double) throws -> Double) rethrows
    -> Double
  {
    let h = step * max(1, abs(x))
    return (try function(x + h) - function(x - h)) / (2 * h)
  }

  /// All partial derivatives of a function of several numbers: two calls for each.
  public static func gradient(at x: [Double], step: Double = 6e-6, of function: ([Double]) throws -> Double) rethrows
    -> [Double]
  {
    try x.indices.map { index in
      try derivative(at: x[index], step: step) { value in
        var moved = x
        moved[index] = value
        return try function(moved)
      }
    }
  }

  /// The gradient of a scalar function at a tensor, best in double precision.
  public static func gradient(at x: Tensor, step: Double = 6e-6, of function: (Tensor) throws -> Tensor) rethrows
    -> Tensor
  {
    let slopes = try gradient(at: x.doubles, step: step) { elements in
      try function(Tensor(elements, shape: x.shape, precision: x.precision)).value
    }
    return Tensor(slopes, shape: x.shape, precision: x.precision)
  }
}
