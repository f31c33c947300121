public import Tensors

/// What a tensor of a module is for.
public enum ParameterRole: Sendable, Hashable {
  /// Trained; regularisers count it.
  case weight
  /// Trained; regularisers leave it alone (biases, scales of normalisations).
  case bias
  /// Not trained: running statistics and the like, saved with the rest.
  case state
}

/// Anything with parameters: a layer, a network, an agent's pair of networks.
///
/// One visit serves gradients, optimizers, checkpoints, counting and printing. A module visits its tensors and its parts
/// in an order that depends on its configuration only, never on their values.
///
/// ```swift
/// struct QNetwork: Module {
///   var hidden: Dense, output: Dense
///   func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x)) }
///   mutating func visitParameters(with visitor: inout some ParameterVisitor) {
///     visitor.visit(&hidden, "hidden")
///     visitor.visit(&output, "output")
///   }
/// }
/// ```
public protocol Module: Sendable {
  /// Shows every tensor to a visitor, with its name and role, and every part with its name.
  mutating func visitParameters(with visitor: inout some ParameterVisitor)
}

/// Sees each tensor of a module in turn and may change it.
public protocol ParameterVisitor {
  /// A tensor called `name` within the part that was entered last.
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole)
  /// A part called `name` begins; with an index where it stands in an array.
  mutating func enter(_ name: StaticString, _ index: Int?)
  /// The part ends.
  mutating func leave()
}

extension ParameterVisitor {
  /// Does nothing: for visitors that need no names.
  @inlinable @inline(__always)
  public mutating func enter(_ name: StaticString, _ index: Int?) {}
  /// Does nothing: for visitors that need no names.
  @inlinable @inline(__always)
  public mutating func leave() {}

  /// A trained parameter that regularisers count.
  @inlinable @inline(__always)
  public mutating func visit(_ parameter: inout Tensor, _ name: StaticString) { visit(&parameter, name, .weight) }

  /// An optional parameter, such as a bias that a layer can do without.
  @inlinable @inline(__always)
  public mutating func visit(_ parameter: inout Tensor?, _ name: StaticString, _ role: ParameterRole) {
    guard var present = parameter.take() else { return }
    visit(&present, name, role)
    parameter = present
  }

  /// A part.
  @inlinable @inline(__always)
  public mutating func visit(_ module: inout some Module, _ name: StaticString) {
    enter(name, nil)
    module.visitParameters(with: &self)
    leave()
  }

  /// A part that may be absent; it leaves its place while it is visited, so that it is not copied.
  @inlinable @inline(__always)
  public mutating func visit<Part: Module>(_ module: inout Part?, _ name: StaticString) {
    guard var present = module.take() else { return }
    visit(&present, name)
    module = present
  }

  /// Parts in a row.
  @inlinable @inline(__always)
  public mutating func visit(_ modules: inout [some Module], _ name: StaticString) {
    for index in modules.indices {
      enter(name, index)
      modules[index].visitParameters(with: &self)
      leave()
    }
  }
}

/// A visitor's own copy of where it is, for names such as `layers.0.weight`.
struct ParameterPath {
  private var parts: [String] = []

  mutating func enter(_ name: StaticString, _ index: Int?) { parts.append(index.map { "\(name).\($0)" } ?? "\(name)") }
  mutating func leave() { parts.removeLast() }
  func name(_ last: StaticString) -> String { (parts + ["\(last)"]).joined(separator: ".") }
}

/// One tensor of a module under its full name.
public struct NamedParameter: Sendable {
  /// `layers.0.weight`
  public var name: String
  /// What it is for.
  public var role: ParameterRole
  /// Its value.
  public var tensor: Tensor
}

private struct Collector: ParameterVisitor {
  var path = ParameterPath()
  var found: [NamedParameter] = []

  mutating func enter(_ name: StaticString, _ index: Int?) { path.enter(name, index) }
  mutating func leave() { path.leave() }
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    found.append(NamedParameter(name: path.name(name), role: role, tensor: parameter))
  }
}

private struct Assigner: ParameterVisitor {
  let tensors: [String: Tensor]
  var path = ParameterPath()
  var problem: String?

  mutating func enter(_ name: StaticString, _ index: Int?) { path.enter(name, index) }
  mutating func leave() { path.leave() }
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    let name = path.name(name)
    guard let tensor = tensors[name] else {
      problem = problem ?? "it has no tensor '\(name)'"
      return
    }
    guard tensor.shape == parameter.shape else {
      problem = problem ?? "its '\(name)' has shape \(tensor.shape) where \(parameter.shape) is expected"
      return
    }
    parameter = tensor.converted(to: parameter.precision)
  }
}

private struct Converter: ParameterVisitor {
  let precision: Precision
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    parameter = parameter.converted(to: precision)
  }
}

extension Module {
  /// Every tensor with its name, in order.
  public var namedParameters: [NamedParameter] {
    var copy = self
    var collector = Collector()
    copy.visitParameters(with: &collector)
    return collector.found
  }

  /// How many numbers training adjusts.
  public var parameterCount: Int { namedParameters.reduce(0) { $0 + ($1.role == .state ? 0 : $1.tensor.elementCount) } }

  /// Takes over tensors by name.
  ///
  /// - Throws: ``ParameterMismatch`` if one is missing or has another shape; the module is then as it was.
  public mutating func assignParameters(_ tensors: [String: Tensor]) throws(ParameterMismatch) {
    var copy = self
    var assigner = Assigner(tensors: tensors)
    copy.visitParameters(with: &assigner)
    if let problem = assigner.problem { throw ParameterMismatch(description: problem) }
    self = copy
  }

  /// The same module with its numbers in another precision: what gradient checks use.
  public func converted(to precision: Precision) -> Self {
    var copy = self
    var converter = Converter(precision: precision)
    copy.visitParameters(with: &converter)
    return copy
  }

  /// A table of names, shapes and counts.
  public var summary: String {
    let rows = namedParameters
    let width = rows.map(\.name.count).max() ?? 0
    let lines = rows.map { row in
      let name = row.name + String(repeating: " ", count: width - row.name.count)
      return "\(name)  \(row.tensor.shape)\(row.role == .state ? "  state" : "")"
    }
    return (lines + ["\(parameterCount) parameters"]).joined(separator: "\n")
  }
}

/// Tensors that do not fit a module: "it has no tensor 'hidden.bias'".
public struct ParameterMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// The end of a sentence that begins with where the tensors come from.
  public let description: String
}
