public import Tensors

/// The derivative of a loss with respect to a module's parameters, read like the module: `gradient.hidden.weight`.
///
/// One run of memory underneath, in the module's order, zero where the loss does not depend on a parameter.
@dynamicMemberLookup
public struct Gradient<Model: Module>: Sendable {
  /// The module with derivatives in place of parameters.
  private var shaped: Model
  /// All of it, padding included.
  package private(set) var flat: Tensor

  init(shaped: Model, flat: Tensor) {
    self.shaped = shaped
    self.flat = flat
  }

  /// The derivative with respect to the parameter at a path, of its shape.
  public subscript<Value>(dynamicMember path: KeyPath<Model, Value>) -> Value { shaped[keyPath: path] }

  /// Every derivative with its parameter's name, in order.
  public var named: [NamedParameter] { shaped.namedParameters.filter { $0.role != .state } }

  /// The square root of the sum of squares over all parameters.
  public var globalNorm: Double { flat.norm2().value }

  /// Scales the whole gradient so that its global norm is at most `limit` (Pascanu et al., 2013).
  ///
  /// - Returns: the norm before.
  @discardableResult
  public mutating func clip(toGlobalNorm limit: Double) -> Double {
    let norm = globalNorm
    if norm > limit { scale(by: limit / norm) }
    return norm
  }

  /// Moves every component into -limit ... limit.
  public mutating func clip(toMagnitude limit: Double) { replace(with: flat.clamped(to: -limit...limit)) }

  /// Multiplies every component by `factor`.
  public mutating func scale(by factor: Double) { replace(with: flat * factor) }

  /// Adds another gradient of the same model, for batches taken in parts.
  public mutating func add(_ other: Gradient) { replace(with: flat + other.flat) }

  private mutating func replace(with flat: Tensor) {
    self.flat = flat
    var shaper = GradientShaper(flat: flat)
    shaped.visitParameters(with: &shaper)
  }

  /// Whether every component is a finite number.
  public var isFinite: Bool { flat.firstNonFinite == nil }
}

/// Points parameters at the slices of a flat gradient.
private struct GradientShaper: ParameterVisitor {
  let flat: Tensor
  private var position = 0

  init(flat: Tensor) { self.flat = flat }

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role != .state else { return }
    parameter = Tensor(
      storage: flat.storage, offset: flat.offset + position, shape: parameter.shape, precision: parameter.precision)
    position += FlatParameters.padded(parameter.elementCount)
  }
}

/// Makes parameters variables of a tape whose derivatives go into a flat gradient.
private struct VariableMaker: ParameterVisitor {
  let tape: Tape
  let flat: Tensor
  var cotangents = Cotangents()
  private var position = 0

  init(tape: Tape, flat: Tensor) {
    self.tape = tape
    self.flat = flat
  }

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role != .state else { return }
    let count = parameter.elementCount
    let slice = Tensor(
      storage: flat.storage, offset: position, shape: parameter.shape, precision: parameter.precision)
    let padded = FlatParameters.padded(count)
    memsetZero(
      slice.pointer + count * parameter.precision.byteCount, (padded - count) * parameter.precision.byteCount)
    parameter = tape.variable(parameter)
    cotangents.appendDestination(slice)
    position += padded
  }
}

/// Zeroes what the loss did not reach, and gives the module the shape of its gradient.
private struct GradientFinisher: ParameterVisitor {
  let flat: Tensor
  let cotangents: Cotangents
  private var position = 0
  private var index = 0

  init(flat: Tensor, cotangents: Cotangents) {
    self.flat = flat
    self.cotangents = cotangents
  }

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role != .state else { return }
    parameter = Tensor(
      storage: flat.storage, offset: position, shape: parameter.shape, precision: parameter.precision)
    if !cotangents.isWritten(index) {
      memsetZero(parameter.pointer, parameter.elementCount * parameter.precision.byteCount)
    }
    position += FlatParameters.padded(parameter.elementCount)
    index += 1
  }
}

private struct StateCollector: ParameterVisitor {
  var states: [Tensor] = []
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    if role == .state { states.append(parameter.detached) }
  }
}

private struct StateAssigner: ParameterVisitor {
  var states: [Tensor]
  private var index = 0

  init(states: [Tensor]) { self.states = states }

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role == .state else { return }
    parameter = states[index]
    index += 1
  }
}

/// A loss at a model, and its gradient with respect to every parameter.
///
/// ```swift
/// let (loss, gradient) = valueWithGradient(at: model) { model in
///   softmaxCrossEntropy(model(images), labels)
/// }
/// optimizer.update(&model, along: gradient)
/// ```
///
/// - Parameter loss: computes a scalar from the model given to it.
@inlinable
public func valueWithGradient<Model: Module>(at model: Model, of loss: (Model) throws -> Tensor) rethrows -> (
  value: Double, gradient: Gradient<Model>
) {
  var variables = model
  return try differentiate(&variables) { try loss($0) }
}

/// The same for a loss that also moves the model's state, as the running statistics of batch normalisation do; only the
/// state of `model` changes here.
public func valueWithGradient<Model: Module>(
  at model: inout Model, of loss: (inout Model) throws -> Tensor
) rethrows -> (value: Double, gradient: Gradient<Model>) {
  var variables = model
  var states = StateCollector()
  let result = try differentiate(&variables) { variables in
    let value = try loss(&variables)
    variables.visitParameters(with: &states)
    return value
  }
  if !states.states.isEmpty {
    var assigner = StateAssigner(states: states.states)
    model.visitParameters(with: &assigner)
  }
  return result
}

/// The engine of both: `variables` goes in as a model and is taken apart for the gradient.
@usableFromInline
func differentiate<Model: Module>(_ variables: inout Model, _ loss: (inout Model) throws -> Tensor) rethrows -> (
  value: Double, gradient: Gradient<Model>
) {
  try Tape.flushingSubnormals {
    try Tape.recording { tape in
      var inspector = ArenaInspector()
      variables.visitParameters(with: &inspector)
      let flat = Tensor(uninitialized: [inspector.elementCount], precision: inspector.precision ?? .single)
      inspector = ArenaInspector()
      var maker = VariableMaker(tape: tape, flat: flat)
      variables.visitParameters(with: &maker)
      let result = try loss(&variables)
      tape.derivatives(of: result, into: &maker.cotangents)
      var finisher = GradientFinisher(flat: flat, cotangents: maker.cotangents)
      variables.visitParameters(with: &finisher)
      return (result.value, Gradient(shaped: variables, flat: flat))
    }
  }
}

extension Module {
  /// Takes over running statistics in the order of the visit.
  package mutating func takeState(from states: [Tensor]) {
    if states.isEmpty { return }
    var assigner = StateAssigner(states: states.map(\.detached))
    visitParameters(with: &assigner)
  }
}
