internal import CKernels

extension Tensor {
  /// Gated recurrent units over whole sequences (Cho et al., 2014), the reset gate after the recurrent product as in cuDNN
  /// and PyTorch.
  ///
  /// r, z = sigmoid(x W + b + h U + c),  n = tanh(x W + b + r (h U + c)),  h' = (1 - z) n + z h.
  ///
  /// - Parameters:
  ///   - inputWeight: W, [features, 3 width], gates in the order reset, update, new; `self` is [batch, steps, features].
  ///   - recurrentWeight: U, [width, 3 width].
  ///   - inputBias: b, [3 width]
  ///   - recurrentBias: c, [3 width]
  ///   - hidden: the state before, [batch, width]; zeros if nil.
  ///   - mask: [batch, steps] of ones and zeros.
  ///   - recurrentDropout: [batch, width]
  /// - Returns: the states after each step, [batch, steps, width].
  public func gru(
    inputWeight: Tensor, recurrentWeight: Tensor, inputBias: Tensor, recurrentBias: Tensor, hidden: Tensor? = nil,
    mask: Tensor? = nil, recurrentDropout: Tensor? = nil
  ) -> Tensor {
    SequenceLayout.checked("gru", self, inputWeight, recurrentWeight, gates: 3)
    let pass = SequencePass(
      self, recurrentWeight: recurrentWeight, gates: 3, initial: hidden, mask: mask, dropout: recurrentDropout)
    let (batch, steps, width) = (pass.batch, pass.steps, pass.width)
    let gates = pass.projected(inputWeight, inputBias)
    let recurrent = Tensor(uninitialized: gates.shape, precision: precision)
    let aligned = AlignedMatrix(recurrentWeight)
    for step in 0..<steps {
      let part = pass.row(recurrent, step, 3 * width)
      pass.recur(aligned, at: step, into: part, accumulate: false)
      tarn_bias_activation(
        pass.type, Int32(TARN_AFFINE.rawValue), part, recurrentBias.pointer, Int64(batch), Int64(3 * width), 0)
      tarn_gru_step(
        pass.type, pass.row(gates, step, 3 * width), part, pass.row(pass.hidden, step, width), pass.mask(at: step),
        pass.row(pass.hidden, step + 1, width), Int64(batch), Int64(width))
    }
    let operands = [self, inputWeight, recurrentWeight, inputBias, recurrentBias, hidden].compactMap { $0 }
    return recorded(
      "gru", pass.outputs(count: steps), from: operands,
      { dy, cotangents in
        let dStates = SequenceLayout.swapped(dy)
        let turned = AlignedMatrix(recurrentWeight, transposed: true)
        let dInput = Tensor(uninitialized: gates.shape, precision: pass.precision)
        let dRecurrent = Tensor(uninitialized: gates.shape, precision: pass.precision)
        var dHidden = Tensor(repeating: 0, shape: [batch, width], precision: pass.precision)
        var dBefore = Tensor(uninitialized: [batch, width], precision: pass.precision)
        for step in (0..<steps).reversed() {
          tarn_add_scaled(pass.type, 1, pass.row(dStates, step, width), dHidden.pointer, Int64(batch * width))
          tarn_gru_step_derivative(
            pass.type, pass.row(gates, step, 3 * width), pass.row(recurrent, step, 3 * width),
            pass.row(pass.hidden, step, width), pass.mask(at: step), dHidden.pointer, pass.row(dInput, step, 3 * width),
            pass.row(dRecurrent, step, 3 * width), dBefore.pointer, Int64(batch), Int64(width))
          pass.recurBack(turned, pass.row(dRecurrent, step, 3 * width), into: dBefore.pointer)
          swap(&dHidden, &dBefore)
        }
        pass.finish(
          x: self, inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias,
          recurrentBias: recurrentBias, initial: hidden, dInput: dInput, dHidden: dRecurrent, dInitial: dHidden,
          into: &cotangents)
      })
  }
}
