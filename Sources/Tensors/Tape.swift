internal import CKernels

/// Computes the derivatives of an operation's operands from that of its result.
package typealias Derivative = (_ dy: Tensor, _ cotangents: inout Cotangents) -> Void

/// The operations of one recording in order: a flat list, walked backwards once.
///
/// Variables come first, then one entry an operation. Tensors refer to entries by number and never to the tape, so a
/// finished recording leaves nothing behind and half a million chained operations need no recursion.
package final class Tape {
  @exclusivity(unchecked) package private(set) var serial: UInt64 = 0
  @exclusivity(unchecked) private var derivatives: ContiguousArray<Derivative?> = []
  private var outer: Tape?

  /// Runs `body` with a fresh tape; nested recordings see the outer one's tensors as constants.
  package static func recording<R>(_ body: (Tape) throws -> R) rethrows -> R {
    let state = ThreadState.current
    let tape = state.pointee.spareTapes.popLast() ?? Tape()
    let outerSerial = state.pointee.serial
    tape.serial = tarn_next_serial()
    tape.outer = state.pointee.tape
    if tape.outer == nil { state.pointee.pool.rewind() }
    state.pointee.tape = tape
    state.pointee.serial = tape.serial
    defer {
      state.pointee.tape = tape.outer
      state.pointee.serial = outerSerial
      tape.outer = nil
      tape.derivatives.removeAll(keepingCapacity: tape.derivatives.count < 10_000)
      state.pointee.spareTapes.append(tape)
    }
    return try body(tape)
  }

  /// Flushes subnormal numbers to zero while `body` runs: dead units make an optimizer's moments subnormal, which
  /// processors handle many times slower.
  package static func flushingSubnormals<R>(_ body: () throws -> R) rethrows -> R {
    let before = tarn_flush_subnormals()
    defer { tarn_restore_subnormals(before) }
    return try body()
  }

  /// Runs `body`, whose walks back end early once `isCancelled` says so; it is asked before each derivative.
  ///
  /// - Returns: nil where one was given up: what it gave is no gradient.
  package static func cancellable<R>(by isCancelled: @escaping () -> Bool, _ body: () throws -> R) rethrows -> R? {
    let state = ThreadState.current
    let outer = (state.pointee.isCancelled, state.pointee.wasCancelled)
    (state.pointee.isCancelled, state.pointee.wasCancelled) = (isCancelled, false)
    defer { (state.pointee.isCancelled, state.pointee.wasCancelled) = outer }
    let result = try body()
    return state.pointee.wasCancelled ? nil : result
  }

  /// Makes `tensor` a variable of this recording.
  @inline(__always)
  package func variable(_ tensor: Tensor) -> Tensor {
    var variable = tensor
    variable.node = Tensor.Node(serial: serial, index: Int32(derivatives.count))
    derivatives.append(nil)
    if let observer = ThreadState.current.pointee.observer { observer.observe("variable", variable, operands: []) }
    return variable
  }

  /// `result` as the outcome of a recorded operation.
  @inline(__always)
  package func record(_ result: Tensor, _ derivative: @escaping Derivative) -> Tensor {
    let recorded = Tensor(result, node: Tensor.Node(serial: serial, index: Int32(derivatives.count)))
    derivatives.append(derivative)
    return recorded
  }

  /// Walks back from `result`, a scalar; each operation is let go as soon as its derivative is known.
  package func derivatives(of result: Tensor, into cotangents: inout Cotangents) {
    precondition(result.elementCount == 1, "a gradient is of one number, not of \(result.shape)")
    cotangents.reserve(derivatives.count, serial: serial)
    guard result.node.serial == serial else { return }
    cotangents.add(Tensor(repeating: 1, shape: result.shape, precision: result.precision), to: result)
    let state = ThreadState.current
    let (observer, isCancelled) = (state.pointee.observer, state.pointee.isCancelled)
    for index in stride(from: Int(result.node.index), through: 0, by: -1) {
      guard let derivative = derivatives[index] else { continue }
      if let isCancelled, isCancelled() {
        state.pointee.wasCancelled = true
        return
      }
      derivatives[index] = nil
      guard let dy = cotangents.take(index) else { continue }
      derivative(dy, &cotangents)
      observer?.derivativeEnded(of: index, cotangents)
    }
  }
}

/// `y`, the result of an operation on `a`, with its derivative where one is being taken.
///
/// `derivative` is only made when a tape records `a`, so that inference costs nothing.
@inline(__always)
package func recorded(
  _ name: StaticString, _ y: Tensor, from a: Tensor, _ derivative: @autoclosure () -> Derivative
) -> Tensor {
  let state = ThreadState.current
  var result = y
  if a.node.serial == state.pointee.serial, let tape = state.pointee.tape { result = tape.record(y, derivative()) }
  if let observer = state.pointee.observer { observer.observe(name, result, operands: [a]) }
  return result
}

@inline(__always)
package func recorded(
  _ name: StaticString, _ y: Tensor, from a: Tensor, _ b: Tensor, _ derivative: @autoclosure () -> Derivative
) -> Tensor {
  let state = ThreadState.current
  var result = y
  if a.node.serial == state.pointee.serial || b.node.serial == state.pointee.serial, let tape = state.pointee.tape {
    result = tape.record(y, derivative())
  }
  if let observer = state.pointee.observer { observer.observe(name, result, operands: [a, b]) }
  return result
}

@inline(__always)
package func recorded(
  _ name: StaticString, _ y: Tensor, from a: Tensor, _ b: Tensor, _ c: Tensor?,
  _ derivative: @autoclosure () -> Derivative
) -> Tensor {
  let state = ThreadState.current
  var result = y
  let serial = state.pointee.serial
  if a.node.serial == serial || b.node.serial == serial || c?.node.serial == serial, let tape = state.pointee.tape {
    result = tape.record(y, derivative())
  }
  if let observer = state.pointee.observer {
    observer.observe(name, result, operands: [a, b] + (c.map { [$0] } ?? []))
  }
  return result
}

package func recorded(
  _ name: StaticString, _ y: Tensor, from operands: [Tensor], _ derivative: @autoclosure () -> Derivative
) -> Tensor {
  let state = ThreadState.current
  var result = y
  let serial = state.pointee.serial
  if operands.contains(where: { $0.node.serial == serial }), let tape = state.pointee.tape {
    result = tape.record(y, derivative())
  }
  if let observer = state.pointee.observer { observer.observe(name, result, operands: operands) }
  return result
}
