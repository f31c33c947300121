/// The gradient of a scalar function at a tensor, by reverse mode.
///
/// ```swift
/// let slope = gradient(at: x) { x in (x * x).sum() }   // 2 x
/// ```
public func gradient(at x: Tensor, of function: (Tensor) throws -> Tensor) rethrows -> Tensor {
  try valueWithGradient(at: x, of: function).gradient
}

/// A scalar function's value and gradient at a tensor.
///
/// - Precondition: the function's result has one element.
public func valueWithGradient(at x: Tensor, of function: (Tensor) throws -> Tensor) rethrows -> (
  value: Double, gradient: Tensor
) {
  let (value, gradients) = try valueWithGradients(at: [x]) { try function($0[0]) }
  return (value, gradients[0])
}

/// A scalar function's value and its gradients with respect to several tensors; zero where it does not depend on one.
public func valueWithGradients(at variables: [Tensor], of function: ([Tensor]) throws -> Tensor) rethrows -> (
  value: Double, gradients: [Tensor]
) {
  try Tape.flushingSubnormals {
    try Tape.recording { tape in
      let result = try function(variables.map { tape.variable($0) })
      var cotangents = Cotangents()
      tape.derivatives(of: result, into: &cotangents)
      let gradients = variables.indices.map { index in
        cotangents.take(index) ?? Tensor.zeros(variables[index].shape, precision: variables[index].precision)
      }
      return (result.value, gradients)
    }
  }
}

/// The Jacobian of a vector function at a vector, row by row: [outputs, inputs].
public func jacobian(at x: Tensor, of function: (Tensor) throws -> Tensor) rethrows -> Tensor {
  let outputs = try function(x.detached).elementCount
  let rows = try (0..<outputs).map { index in
    try gradient(at: x) { try function($0).reshaped([-1]).element(axis: 0, index) }.reshaped([-1])
  }
  return Tensor.stacked(rows)
}

/// Figures on this thread's tensor memory, for tests and for finding leaks.
public enum TensorMemory {
  /// How many times memory had to be asked for because the pool had none free; stands still in a warm loop.
  public static var allocationCount: Int { ThreadState.current.pointee.pool.allocationCount }
  /// Bytes the pool holds.
  public static var byteCount: Int { ThreadState.current.pointee.pool.byteCount }
}
