#if canImport(Glibc)
  internal import Glibc
#endif

/// A formula of named variables that can be differentiated by rule and simplified.
public indirect enum Expression: Sendable, Hashable {
  /// A number.
  case constant(Double)
  /// A variable by its name.
  case variable(String)
  /// a + b
  case sum(Expression, Expression)
  /// a b
  case product(Expression, Expression)
  /// a / b
  case quotient(Expression, Expression)
  /// To any power, which may hold variables too.
  case power(Expression, Expression)
  /// e^a
  case exp(Expression)
  /// ln a
  case log(Expression)
  /// sin a, a in radians.
  case sin(Expression)
  /// cos a, a in radians.
  case cos(Expression)
  /// tanh a
  case tanh(Expression)

  /// a + b, not simplified.
  public static func + (a: Expression, b: Expression) -> Expression { .sum(a, b) }
  /// a + (-1) b, not simplified.
  public static func - (a: Expression, b: Expression) -> Expression { .sum(a, .product(.constant(-1), b)) }
  /// a b, not simplified.
  public static func * (a: Expression, b: Expression) -> Expression { .product(a, b) }
  /// a / b, not simplified.
  public static func / (a: Expression, b: Expression) -> Expression { .quotient(a, b) }
  /// (-1) a, not simplified.
  public static prefix func - (a: Expression) -> Expression { .product(.constant(-1), a) }

  /// The value where the variables have `values`; NaN where one is missing.
  public func value(_ values: [String: Double]) -> Double {
    switch self {
    case .constant(let c): c
    case .variable(let name): values[name] ?? .nan
    case .sum(let a, let b): a.value(values) + b.value(values)
    case .product(let a, let b): a.value(values) * b.value(values)
    case .quotient(let a, let b): a.value(values) / b.value(values)
    case .power(let a, let b): pow(a.value(values), b.value(values))
    case .exp(let a): Glibc.exp(a.value(values))
    case .log(let a): Glibc.log(a.value(values))
    case .sin(let a): Glibc.sin(a.value(values))
    case .cos(let a): Glibc.cos(a.value(values))
    case .tanh(let a): Glibc.tanh(a.value(values))
    }
  }

  /// The partial derivative by a variable, simplified.
  public func derivative(by name: String) -> Expression { slope(name).simplified }

  /// The rules: constant, sum, product, quotient, power, exponential, logarithm, and the chain rule in each.
  private func slope(_ x: String) -> Expression {
    switch self {
    case .constant: .constant(0)
    case .variable(let name): .constant(name == x ? 1 : 0)
    case .sum(let a, let b): a.slope(x) + b.slope(x)
    case .product(let a, let b): a.slope(x) * b + a * b.slope(x)
    case .quotient(let a, let b): (a.slope(x) * b - a * b.slope(x)) / .power(b, .constant(2))
    case .power(let a, .constant(let n)): .constant(n) * .power(a, .constant(n - 1)) * a.slope(x)
    case .power(let a, let b): self * (b.slope(x) * .log(a) + b * a.slope(x) / a)
    case .exp(let a): self * a.slope(x)
    case .log(let a): a.slope(x) / a
    case .sin(let a): .cos(a) * a.slope(x)
    case .cos(let a): -(.sin(a) * a.slope(x))
    case .tanh(let a): (.constant(1) - .power(self, .constant(2))) * a.slope(x)
    }
  }

  /// The same formula with constants folded, neutral elements gone, and like terms and factors joined.
  ///
  /// 0 / f is taken for 0 and f / f for 1, so a simplified formula may have a value where the original had none.
  public var simplified: Expression {
    switch self {
    case .constant, .variable: self
    case .sum(let a, let b): Self.simplifiedSum(a.simplified, b.simplified)
    case .product(let a, let b): Self.simplifiedProduct(a.simplified, b.simplified)
    case .quotient(let a, let b): Self.simplifiedQuotient(a.simplified, b.simplified)
    case .power(let a, let b): Self.simplifiedPower(a.simplified, b.simplified)
    case .exp(let a): Self.folded(.exp(a.simplified), a.simplified)
    case .log(let a):
      if case .exp(let inner) = a.simplified { inner } else { Self.folded(.log(a.simplified), a.simplified) }
    case .sin(let a): Self.folded(.sin(a.simplified), a.simplified)
    case .cos(let a): Self.folded(.cos(a.simplified), a.simplified)
    case .tanh(let a): Self.folded(.tanh(a.simplified), a.simplified)
    }
  }

  private static func folded(_ whole: Expression, _ part: Expression) -> Expression {
    if case .constant = part { .constant(whole.value([:])) } else { whole }
  }

  private static func simplifiedSum(_ a: Expression, _ b: Expression) -> Expression {
    switch (a, b) {
    case (.constant(let c), .constant(let d)): return .constant(c + d)
    case (.constant(0), let other), (let other, .constant(0)): return other
    // Constants go first, and two of them meet.
    case (let other, .constant(let c)): return simplifiedSum(.constant(c), other)
    case (.constant(let c), .sum(.constant(let d), let rest)): return simplifiedSum(.constant(c + d), rest)
    default:
      let (c, left) = a.coefficient
      let (d, right) = b.coefficient
      return left == right ? simplifiedProduct(.constant(c + d), left) : .sum(a, b)
    }
  }

  /// c f as (c, f).
  private var coefficient: (Double, Expression) {
    if case .product(.constant(let c), let rest) = self { (c, rest) } else { (1, self) }
  }

  /// f^n as (f, n).
  private var baseAndExponent: (Expression, Expression) {
    if case .power(let base, let exponent) = self { (base, exponent) } else { (self, .constant(1)) }
  }

  private static func simplifiedProduct(_ a: Expression, _ b: Expression) -> Expression {
    switch (a, b) {
    case (.constant(let c), .constant(let d)): return .constant(c * d)
    case (.constant(0), _), (_, .constant(0)): return .constant(0)
    case (.constant(1), let other), (let other, .constant(1)): return other
    case (let other, .constant(let c)): return simplifiedProduct(.constant(c), other)
    case (.constant(let c), .product(.constant(let d), let rest)): return simplifiedProduct(.constant(c * d), rest)
    case (let other, .product(.constant(let c), let rest)):
      return simplifiedProduct(.constant(c), simplifiedProduct(other, rest))
    case (.product(.constant(let c), let rest), let other):
      return simplifiedProduct(.constant(c), simplifiedProduct(rest, other))
    default:
      let (base, n) = a.baseAndExponent
      let (other, m) = b.baseAndExponent
      return base == other ? simplifiedPower(base, simplifiedSum(n, m)) : .product(a, b)
    }
  }

  private static func simplifiedQuotient(_ a: Expression, _ b: Expression) -> Expression {
    switch (a, b) {
    case (.constant(let c), .constant(let d)) where d != 0: return .constant(c / d)
    case (.constant(0), _): return .constant(0)
    case (let other, .constant(let d)) where d != 0: return simplifiedProduct(.constant(1 / d), other)
    case _ where a == b: return .constant(1)
    default: return .quotient(a, b)
    }
  }

  private static func simplifiedPower(_ a: Expression, _ b: Expression) -> Expression {
    switch (a, b) {
    case (.constant(let c), .constant(let n)): return .constant(pow(c, n))
    case (_, .constant(0)): return .constant(1)
    case (_, .constant(1)): return a
    case (.power(let base, .constant(let n)), .constant(let m)) where n == n.rounded() && m == m.rounded():
      return simplifiedPower(base, .constant(n * m))
    default: return .power(a, b)
    }
  }
}

extension Expression: CustomStringConvertible {
  public var description: String {
    switch self {
    case .constant(let c): c == c.rounded() && abs(c) < 1e15 ? "\(Int(c))" : "\(c)"
    case .variable(let name): name
    case .sum(let a, .product(.constant(-1), let b)): "(\(a) - \(b))"
    case .sum(let a, let b): "(\(a) + \(b))"
    case .product(.constant(-1), let b): "-\(b)"
    case .product(let a, let b): "\(a) * \(b)"
    case .quotient(let a, let b): "(\(a)) / (\(b))"
    case .power(let a, let b): "(\(a))^(\(b))"
    case .exp(let a): "exp(\(a))"
    case .log(let a): "log(\(a))"
    case .sin(let a): "sin(\(a))"
    case .cos(let a): "cos(\(a))"
    case .tanh(let a): "tanh(\(a))"
    }
  }
}
