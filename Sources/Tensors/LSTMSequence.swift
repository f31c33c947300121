internal import CKernels

extension Tensor {
  /// A long short-term memory over whole sequences (Hochreiter and Schmidhuber, 1997; Gers et al., 2000).
  ///
  /// With i, f, o = sigmoid and g = tanh of x W + h U + b:  c' = f c + i g,  h' = o tanh c'.
  ///
  /// - Parameters:
  ///   - inputWeight: W, [features, 4 width], gates in the order input, forget, candidate, output; `self` is
  ///     [batch, steps, features].
  ///   - recurrentWeight: U, [width, 4 width].
  ///   - bias: [4 width]
  ///   - peepholes: [3, width], from the cell to input, forget and output gate; nil for none.
  ///   - hidden: the state before, [batch, width]; zeros if nil.
  ///   - cell: the cell before, [batch, width]; zeros if nil.
  ///   - mask: [batch, steps] of ones and zeros.
  ///   - recurrentDropout: [batch, width] that multiplies the state in the recurrent product, the same at all steps.
  /// - Returns: [batch, steps + 1, width]: the states after each step, then the cell after the last.
  public func lstm(
    inputWeight: Tensor, recurrentWeight: Tensor, bias: Tensor, peepholes: Tensor? = nil, hidden: Tensor? = nil,
    cell: Tensor? = nil, mask: Tensor? = nil, recurrentDropout: Tensor? = nil
  ) -> Tensor {
    SequenceLayout.checked("lstm", self, inputWeight, recurrentWeight, gates: 4)
    let pass = SequencePass(
      self, recurrentWeight: recurrentWeight, gates: 4, initial: hidden, mask: mask, dropout: recurrentDropout, extra: 1
    )
    let (batch, steps, width) = (pass.batch, pass.steps, pass.width)
    if let peepholes {
      precondition(peepholes.shape == [3, width], "peepholes \(peepholes.shape) are not [3, \(width)]")
    }
    let gates = pass.projected(inputWeight, bias)
    let cells = Tensor(uninitialized: [steps + 1, batch, width], precision: precision)
    if let cell {
      precondition(cell.shape == [batch, width], "a cell state is [\(batch), \(width)], not \(cell.shape)")
      cells.pointer.copyMemory(from: cell.pointer, byteCount: batch * width * precision.byteCount)
    } else {
      tarn_fill(pass.type, 0, cells.pointer, Int64(batch * width))
    }
    let aligned = AlignedMatrix(recurrentWeight)
    for step in 0..<steps {
      let gate = pass.row(gates, step, 4 * width)
      pass.recur(aligned, at: step, into: gate, accumulate: true)
      tarn_lstm_step(
        pass.type, gate, peepholes?.pointer, pass.row(cells, step, width), pass.row(pass.hidden, step, width),
        pass.mask(at: step), pass.row(cells, step + 1, width), pass.row(pass.hidden, step + 1, width), Int64(batch),
        Int64(width))
    }
    // The last cell goes behind the states, so that one rearrangement serves both.
    pass.row(pass.hidden, steps + 1, width).copyMemory(
      from: pass.row(cells, steps, width), byteCount: batch * width * precision.byteCount)
    let y = pass.outputs(count: steps + 1)
    let operands = [self, inputWeight, recurrentWeight, bias, peepholes, hidden, cell].compactMap { $0 }
    return recorded(
      "lstm", y, from: operands,
      { dy, cotangents in
        let dStates = SequenceLayout.swapped(dy)
        let turned = AlignedMatrix(recurrentWeight, transposed: true)
        let dGates = Tensor(uninitialized: gates.shape, precision: pass.precision)
        let dPeepholes = peepholes.map { Tensor(repeating: 0, shape: $0.shape, precision: pass.precision) }
        let size = batch * width * pass.precision.byteCount
        // Two of each, exchanged after every step.
        var dHidden = Tensor(repeating: 0, shape: [batch, width], precision: pass.precision)
        var dBefore = Tensor(uninitialized: [batch, width], precision: pass.precision)
        var dCell = Tensor(uninitialized: [batch, width], precision: pass.precision)
        var dCellBefore = Tensor(uninitialized: [batch, width], precision: pass.precision)
        dCell.pointer.copyMemory(from: pass.row(dStates, steps, width), byteCount: size)
        for step in (0..<steps).reversed() {
          tarn_add_scaled(pass.type, 1, pass.row(dStates, step, width), dHidden.pointer, Int64(batch * width))
          let dGate = pass.row(dGates, step, 4 * width)
          tarn_lstm_step_derivative(
            pass.type, pass.row(gates, step, 4 * width), peepholes?.pointer, pass.row(cells, step, width),
            pass.mask(at: step), pass.row(cells, step + 1, width), dHidden.pointer, dCell.pointer, dGate,
            dBefore.pointer,
            dCellBefore.pointer, dPeepholes?.pointer, Int64(batch), Int64(width))
          pass.recurBack(turned, dGate, into: dBefore.pointer)
          swap(&dHidden, &dBefore)
          swap(&dCell, &dCellBefore)
        }
        if let peepholes, let dPeepholes { cotangents.add(dPeepholes, to: peepholes) }
        if let cell { cotangents.add(dCell, to: cell) }
        pass.finish(
          x: self, inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: bias, recurrentBias: nil,
          initial: hidden, dInput: dGates, dHidden: dGates, dInitial: dHidden, into: &cotangents)
      })
  }
}
