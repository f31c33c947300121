internal import CKernels

/// Whole sequences of gated recurrent cells as single operations: one product for all inputs, one small product a step.
///
/// Sequences are [batch, steps, features]. Inside, time comes first, so that each step's batch lies together. A mask
/// [batch, steps] of ones and zeros handles unequal lengths: where it is zero, state and output stay as they were.
enum SequenceLayout {
  /// [batch, steps, width] as [steps, batch, width], or back; no copy where one of the two is 1.
  static func swapped(_ x: Tensor) -> Tensor {
    let (first, second, width) = (x.shape[0], x.shape[1], x.shape[2])
    if first == 1 || second == 1 { return x.detached.viewed(as: [second, first, width]) }
    let y = Tensor(uninitialized: [second, first, width], precision: x.precision)
    let row = width * x.precision.byteCount
    for i in 0..<first {
      for j in 0..<second {
        (y.pointer + (j * first + i) * row).copyMemory(from: x.pointer + (i * second + j) * row, byteCount: row)
      }
    }
    return y
  }

  static func checked(_ name: StaticString, _ x: Tensor, _ inputWeight: Tensor, _ recurrentWeight: Tensor, gates: Int) {
    precondition(
      x.rank == 3 && inputWeight.rank == 2 && recurrentWeight.rank == 2 && inputWeight.shape[0] == x.shape[2]
        && inputWeight.shape[1] == recurrentWeight.shape[1]
        && recurrentWeight.shape[1] == gates * recurrentWeight.shape[0],
      "\(name): sequences \(x.shape) do not fit input weights \(inputWeight.shape) and recurrent weights "
        + "\(recurrentWeight.shape)")
  }
}

/// A weight that is multiplied with at every step, copied once so that each row begins on a cache line.
///
/// At odd widths most vectors of a row would otherwise cross lines, which halves the speed of the small products.
struct AlignedMatrix {
  private let memory: Tensor
  /// Elements from row to row.
  let stride: Int

  var pointer: UnsafeMutableRawPointer { memory.pointer }

  /// - Parameter transposed: whether the copy is of the transpose.
  init(_ matrix: Tensor, transposed: Bool = false) {
    let (rows, columns) = transposed ? (matrix.shape[1], matrix.shape[0]) : (matrix.shape[0], matrix.shape[1])
    let line = 64 / matrix.precision.byteCount
    stride = (columns + line - 1) / line * line
    memory = Tensor(uninitialized: [rows, stride], precision: matrix.precision)
    tarn_copy_matrix(
      matrix.precision.kernelType, matrix.pointer, transposed ? 1 : 0, Int64(rows), Int64(columns), memory.pointer,
      Int64(stride))
  }
}

/// What the three kinds of cell share: buffers laid out by time, and the products that need all steps.
struct SequencePass {
  let batch: Int
  let steps: Int
  let width: Int
  let gates: Int
  let precision: Precision
  /// [steps, batch, features]
  let input: Tensor
  /// [steps, batch]
  let mask: Tensor?
  /// Before the first step and after each, then room for `extra` more: [steps + 1 + extra, batch, width].
  let hidden: Tensor
  /// What the recurrent product saw: the state times the dropout mask.
  let dropped: Tensor?
  let dropout: Tensor?

  var type: tarn_type { precision.kernelType }
  private var bytes: Int { precision.byteCount }

  init(
    _ x: Tensor, recurrentWeight: Tensor, gates: Int, initial: Tensor?, mask: Tensor?, dropout: Tensor?,
    extra: Int = 0
  ) {
    (batch, steps) = (x.shape[0], x.shape[1])
    width = recurrentWeight.shape[0]
    self.gates = gates
    precision = x.precision
    input = SequenceLayout.swapped(x)
    if let mask {
      precondition(mask.shape == [batch, steps], "a mask is [batch, steps] = [\(batch), \(steps)], not \(mask.shape)")
      self.mask = SequenceLayout.swapped(mask.detached.viewed(as: [batch, steps, 1]))
    } else {
      self.mask = nil
    }
    hidden = Tensor(uninitialized: [steps + 1 + extra, batch, width], precision: precision)
    if let initial {
      precondition(initial.shape == [batch, width], "a state is [\(batch), \(width)], not \(initial.shape)")
      hidden.pointer.copyMemory(from: initial.pointer, byteCount: batch * width * precision.byteCount)
    } else {
      tarn_fill(precision.kernelType, 0, hidden.pointer, Int64(batch * width))
    }
    if let dropout {
      precondition(dropout.shape == [batch, width], "a dropout mask is [\(batch), \(width)], not \(dropout.shape)")
    }
    self.dropout = dropout?.detached
    dropped =
      dropout == nil
      ? nil : Tensor(uninitialized: [x.shape[1], x.shape[0], recurrentWeight.shape[0]], precision: x.precision)
  }

  func row(_ tensor: Tensor, _ step: Int, _ width: Int) -> UnsafeMutableRawPointer {
    tensor.pointer + step * batch * width * bytes
  }

  func mask(at step: Int) -> UnsafeMutableRawPointer? { mask.map { $0.pointer + step * batch * bytes } }

  /// The inputs' part of every gate at once: [steps, batch, gates * width].
  func projected(_ weight: Tensor, _ bias: Tensor?) -> Tensor {
    let outputs = gates * width
    let y = Tensor(uninitialized: [steps, batch, outputs], precision: precision)
    MatrixKernel.multiply(
      precision, m: steps * batch, n: outputs, k: weight.shape[0], input.pointer, lda: weight.shape[0], weight.pointer,
      ldb: outputs, y.pointer, ldc: outputs)
    if let bias {
      precondition(bias.shape == [outputs], "bias \(bias.shape) is not [\(outputs)]")
      tarn_bias_activation(
        type, Int32(TARN_AFFINE.rawValue), y.pointer, bias.pointer, Int64(steps * batch), Int64(outputs), 0)
    }
    return y
  }

  /// The state as the recurrent product sees it.
  func seen(at step: Int) -> UnsafeMutableRawPointer {
    let state = row(hidden, step, width)
    guard let dropped, let dropout else { return state }
    let place = row(dropped, step, width)
    var count = Int64(batch * width)
    var one: Int64 = 1
    tarn_binary(type, TARN_MULTIPLY, state, &one, dropout.pointer, &one, place, &count, 1)
    return place
  }

  /// gates (+)= h W
  func recur(_ weight: AlignedMatrix, at step: Int, into gates: UnsafeMutableRawPointer, accumulate: Bool) {
    let outputs = self.gates * width
    MatrixKernel.multiply(
      precision, m: batch, n: outputs, k: width, seen(at: step), lda: width, weight.pointer, ldb: weight.stride,
      accumulate: accumulate, gates, ldc: outputs)
  }

  /// dh (+)= dgates W^T times the dropout mask, with W^T given as [gates * width, width].
  func recurBack(_ turned: AlignedMatrix, _ dgates: UnsafeMutableRawPointer, into dh: UnsafeMutableRawPointer) {
    let inputs = gates * width
    guard let dropout else {
      MatrixKernel.multiply(
        precision, m: batch, n: width, k: inputs, dgates, lda: inputs, turned.pointer, ldb: turned.stride,
        accumulate: true, dh,
        ldc: width)
      return
    }
    let part = Tensor(uninitialized: [batch, width], precision: precision)
    MatrixKernel.multiply(
      precision, m: batch, n: width, k: inputs, dgates, lda: inputs, turned.pointer, ldb: turned.stride, part.pointer,
      ldc: width)
    let masked = part * dropout
    tarn_add_scaled(type, 1, masked.pointer, dh, Int64(batch * width))
  }

  /// The derivatives that are sums over all steps.
  func finish(
    x: Tensor, inputWeight: Tensor, recurrentWeight: Tensor, inputBias: Tensor?, recurrentBias: Tensor?,
    initial: Tensor?, dInput: Tensor, dHidden: Tensor, dInitial: Tensor, into cotangents: inout Cotangents
  ) {
    let outputs = gates * width
    let features = inputWeight.shape[0]
    let rows = steps * batch
    cotangents.write(to: inputWeight) { d, accumulate in
      MatrixKernel.multiply(
        precision, transposeA: true, m: features, n: outputs, k: rows, input.pointer, lda: features, dInput.pointer,
        ldb: outputs, accumulate: accumulate, d, ldc: outputs)
    }
    cotangents.write(to: recurrentWeight) { d, accumulate in
      MatrixKernel.multiply(
        precision, transposeA: true, m: width, n: outputs, k: rows, (dropped ?? hidden).pointer, lda: width,
        dHidden.pointer, ldb: outputs, accumulate: accumulate, d, ldc: outputs)
    }
    for (bias, source) in [(inputBias, dInput), (recurrentBias, dHidden)] {
      guard let bias else { continue }
      cotangents.write(to: bias) { d, accumulate in
        tarn_sum_rows(type, source.pointer, d, Int64(rows), Int64(outputs), accumulate ? 1 : 0)
      }
    }
    if cotangents.needs(x) {
      let dx = Tensor(uninitialized: input.shape, precision: precision)
      let turned = AlignedMatrix(inputWeight, transposed: true)
      MatrixKernel.multiply(
        precision, m: rows, n: features, k: outputs, dInput.pointer, lda: outputs, turned.pointer, ldb: turned.stride,
        dx.pointer, ldc: features)
      cotangents.add(SequenceLayout.swapped(dx), to: x)
    }
    if let initial { cotangents.add(dInitial, to: initial) }
  }

  /// The states after each step, or what follows them: [batch, count, width].
  func outputs(count: Int) -> Tensor {
    let states = Tensor(
      storage: hidden.storage, offset: hidden.offset + batch * width, shape: [count, batch, width], precision: precision
    )
    return SequenceLayout.swapped(states)
  }
}
