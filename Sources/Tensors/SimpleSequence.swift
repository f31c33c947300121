internal import CKernels

extension Tensor {
  /// The simple recurrent network over whole sequences (Elman, 1990): h' = f(x W + h U + b).
  ///
  /// - Parameters:
  ///   - inputWeight: W, [features, width]; `self` is [batch, steps, features].
  ///   - recurrentWeight: U, [width, width].
  ///   - bias: [width]
  ///   - activation: f.
  ///   - hidden: the state before, [batch, width]; zeros if nil.
  ///   - mask: [batch, steps] of ones and zeros.
  ///   - recurrentDropout: [batch, width]
  /// - Returns: the states after each step, [batch, steps, width].
  public func simpleRecurrent(
    inputWeight: Tensor, recurrentWeight: Tensor, bias: Tensor, activation: DenseActivation = .tanh,
    hidden: Tensor? = nil, mask: Tensor? = nil, recurrentDropout: Tensor? = nil
  ) -> Tensor {
    SequenceLayout.checked("simpleRecurrent", self, inputWeight, recurrentWeight, gates: 1)
    let pass = SequencePass(
      self, recurrentWeight: recurrentWeight, gates: 1, initial: hidden, mask: mask, dropout: recurrentDropout)
    let (batch, steps, width) = (pass.batch, pass.steps, pass.width)
    let sums = pass.projected(inputWeight, bias)
    let row = width * precision.byteCount
    /// Puts back what a masked example had.
    func restore(_ step: Int, _ state: UnsafeMutableRawPointer, _ before: UnsafeMutableRawPointer) {
      guard let mask = pass.mask else { return }
      for example in 0..<batch where mask.element(at: step * batch + example) == 0 {
        (state + example * row).copyMemory(from: before + example * row, byteCount: row)
      }
    }
    let aligned = AlignedMatrix(recurrentWeight)
    for step in 0..<steps {
      let state = pass.row(pass.hidden, step + 1, width)
      state.copyMemory(from: pass.row(sums, step, width), byteCount: batch * row)
      pass.recur(aligned, at: step, into: state, accumulate: true)
      tarn_bias_activation(pass.type, activation.kernel, state, nil, Int64(batch), Int64(width), 0)
      restore(step, state, pass.row(pass.hidden, step, width))
    }
    let operands = [self, inputWeight, recurrentWeight, bias, hidden].compactMap { $0 }
    return recorded(
      "simpleRecurrent", pass.outputs(count: steps), from: operands,
      { dy, cotangents in
        let dStates = SequenceLayout.swapped(dy)
        let turned = AlignedMatrix(recurrentWeight, transposed: true)
        let dSums = Tensor(uninitialized: sums.shape, precision: pass.precision)
        let dHidden = Tensor(repeating: 0, shape: [batch, width], precision: pass.precision)
        for step in (0..<steps).reversed() {
          tarn_add_scaled(pass.type, 1, pass.row(dStates, step, width), dHidden.pointer, Int64(batch * width))
          let (state, dSum) = (pass.row(pass.hidden, step + 1, width), pass.row(dSums, step, width))
          tarn_unary_derivative(
            pass.type, tarn_unary_operation(rawValue: UInt32(activation.kernel)), state, state, dHidden.pointer, dSum,
            Int64(batch * width), 0, 0, 0)
          // A masked step passes its derivative on and takes none.
          for example in 0..<batch {
            let isMasked = pass.mask.map { $0.element(at: step * batch + example) == 0 } ?? false
            tarn_fill(pass.type, 0, (isMasked ? dSum : dHidden.pointer) + example * row, Int64(width))
          }
          pass.recurBack(turned, dSum, into: dHidden.pointer)
        }
        pass.finish(
          x: self, inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: bias, recurrentBias: nil,
          initial: hidden, dInput: dSums, dHidden: dSums, dInitial: dHidden, into: &cotangents)
      })
  }
}
