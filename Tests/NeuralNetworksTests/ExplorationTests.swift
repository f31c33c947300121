import NeuralNetworks
import Randomness
import Tensors
import Testing

/// Layers and optimizers that only agents need.
struct ExplorationTests {
  @Test func silencedNoiseLeavesThePlainLayer() {
    var random = Seed(3).generator()
    var layer = NoisyDense(inputs: 6, outputs: 4, activation: .relu, using: &random)
    let x = Tensor((0..<18).map { Double($0) / 9 - 1 }, shape: [3, 6])
    let plain = x.dense(weight: layer.weight, bias: layer.bias, activation: .relu)
    #expect(layer(x) == plain)
    layer.drawNoise(using: &random)
    let first = layer(x)
    #expect(first != plain)
    layer.drawNoise(using: &random)
    #expect(layer(x) != first)
    layer.silence()
    #expect(layer(x) == plain)
  }

  /// Over many draws the noise has mean 0 and the deviation that belongs to the factors sign(x) sqrt|x|.
  @Test(arguments: [0.5, 2]) func noiseIsCentred(deviation: Double) {
    var random = Seed(4).generator()
    var layer = NoisyDense(inputs: 1, outputs: 1, deviation: deviation, using: &random)
    let x = Tensor([1.0], shape: [1, 1])
    let mean = layer(x).value
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<20_000 {
      layer.drawNoise(using: &random)
      let change = layer(x).value - mean
      sum += change
      squares += change * change
    }
    // sigma = sigma_0 for a single input; Var(g(a) g(b)) = E|a| E|b| = 2 / pi, Var(g(b)) = sqrt(2 / pi).
    let expected = deviation * deviation * (2 / Double.pi + (2 / Double.pi).squareRoot())
    #expect(abs(sum / 20_000) < 0.04 * deviation)
    #expect(abs(squares / 20_000 / expected - 1) < 0.08)
  }

  private struct Pair: Module {
    var w: Tensor
    mutating func visitParameters(with visitor: inout some ParameterVisitor) { visitor.visit(&w, "w") }
  }

  @Test func modelsApproachOthers() {
    var model = Pair(w: Tensor([0.0, 4.0], shape: [2]))
    let other = Pair(w: Tensor([1.0, 2.0], shape: [2]))
    let copy = model
    model.approach(other, share: 0.25)
    #expect(model.w.doubles == [0.25, 3.5] && copy.w.doubles == [0, 4] && other.w.doubles == [1, 2])
  }

  /// The trace optimizer against its equations in plain numbers.
  @Test func tracesFollowTheirEquations() {
    var model = Pair(w: Tensor([0.5, -1.0], shape: [2]))
    var optimizer = TraceOptimizer(learningRate: 0.1, decay: 0.9, epsilon: 1e-3)
    var (w, z, s) = ([0.5, -1.0], [0.0, 0.0], [0.0, 0.0])
    for step in 1...20 {
      let (error, fade, weight) = (Double(step % 5) - 1.7, step % 7 == 1 ? 0 : 0.8, 0.01)
      // grad of w^2 is 2 w, grad' of w^3 is 3 w^2.
      let (_, gradient) = valueWithGradient(at: model) { ($0.w * $0.w).sum() }
      let (_, bonus) = valueWithGradient(at: model) { ($0.w * $0.w * $0.w).sum() }
      optimizer.update(&model, adding: gradient, fade: fade, error: error, bonus: bonus, weight: weight)
      var correction = 1.0
      for _ in 0..<step { correction *= 0.9 }
      for index in 0..<2 {
        z[index] = fade * z[index] + 2 * w[index]
        let u = error * z[index] + weight * 3 * w[index] * w[index]
        s[index] = 0.9 * s[index] + 0.1 * u * u
        w[index] += 0.1 * u / (s[index] / (1 - correction) + 1e-3).squareRoot()
      }
      for (got, wanted) in zip(model.w.doubles, w) { #expect(abs(got - wanted) < 1e-4 * max(1, abs(wanted))) }
    }
  }
}
