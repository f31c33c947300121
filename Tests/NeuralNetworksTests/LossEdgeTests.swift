import NeuralNetworks
import Randomness
import Tensors
import Testing

/// Losses and optimizers where rounding would end in NaN.
struct LossEdgeTests {
  @Test(arguments: Precision.allCases)
  func divergenceOfZeroProbabilities(precision: Precision) {
    let p = Tensor([1, 0, 0, 0.5, 0.5, 0], shape: [2, 3], precision: precision)
    let logQ = Tensor([0.5, 0.25, 0.25, 0.5, 0.5, 0], shape: [2, 3], precision: precision).log()
    let loss = klDivergence(logQ, p, reduction: .none).doubles
    #expect(abs(loss[0] - 0.693147181) < 1e-6 && loss[1] == 0)
    let slope = gradient(at: logQ) { klDivergence($0, p, reduction: .sum) }.doubles
    #expect(slope == [-1, 0, 0, -0.5, -0.5, 0])
  }

  /// A constant gradient has no variance: rounding must not make it negative under the root.
  @Test(arguments: [true, false])
  func centredMeansOfAConstantGradient(addsEpsilonInside: Bool) {
    var random = Seed(1).generator()
    var model = Dense(inputs: 3, outputs: 2, using: &random)
    var optimizer = RMSProp(decay: 0.95, isCentred: true, addsEpsilonInside: addsEpsilonInside)
    let scale = Tensor([1.1, 0.37], shape: [2])
    for _ in 0..<400 {
      let (_, slopes) = valueWithGradient(at: model) { ($0(Tensor([1, 2, 3], shape: [1, 3])) * scale).sum() }
      optimizer.update(&model, along: slopes)
    }
    #expect(model.namedParameters.allSatisfy { $0.tensor.firstNonFinite == nil })
  }
}
