import NeuralNetworks
import Persistence
import ReinforcementLearning
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The fixed returns z_0 < ... < z_{N-1} over which C51 keeps a distribution (Bellemare et al., 2017, section 4).
struct Support: Sendable {
  let low, high: Double
  let count: Int
  /// [atoms]
  let atoms: Tensor

  init(low: Double, high: Double, count: Int) {
    self.low = low
    self.high = high
    self.count = count
    atoms = Tensor(
      (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }, shape: [count])
  }

  /// The setting of an end of the support: a number, or left to the world.
  static let ends = [
    Hyperparameter(
      "valueMin", .realOrAuto(-1e9...1e9), default: .text("auto"),
      "least return of the distribution; auto: the least that the world's rewards and the discount allow, or -10"),
    Hyperparameter(
      "valueMax", .realOrAuto(-1e9...1e9), default: .text("auto"),
      "greatest return of the distribution; auto: the greatest that the world's rewards and the discount allow, or 10"),
  ]

  /// What the settings ask for; nil for values without a distribution.
  ///
  /// - Throws: ``InputError`` when no return lies between the ends.
  init?(_ settings: Settings, for world: ArenaOutline) throws(InputError) {
    let count = settings.integer("atoms")
    guard count > 1 else { return nil }
    let known = world.rewardBounds?.returns(discount: settings.real("discount"), stepLimit: world.stepLimit)
    let automatic = known ?? -10...10
    let low = settings.realUnlessAuto("valueMin") ?? automatic.lowerBound
    let high = settings.realUnlessAuto("valueMax") ?? automatic.upperBound
    guard low < high else {
      throw InputError("valueMin \(low) must be below valueMax \(high) for a distribution of returns")
    }
    self.init(low: low, high: high, count: count)
  }

  /// Q(s, a) = sum_i z_i p_i(s, a): [batch, actions] from logits [batch, actions, atoms].
  func means(of logits: Tensor) -> Tensor { (logits.softmax() * atoms).sum(axis: -1) }

  /// The logits of the actions taken, [batch, atoms].
  func rows(of logits: Tensor, _ actions: [Int32]) -> Tensor {
    let width = logits.shape[1]
    let flat = logits.reshaped([-1, count])
    return flat.rows(actions.enumerated().map { Int32($0.offset * width) + $0.element })
  }

  /// The distribution of r + gamma^n Z(s_n, a*), put back onto the atoms (algorithm 1): [batch, atoms]; and the share of all
  /// of it that lay beyond the ends.
  ///
  /// - Parameters:
  ///   - later: p(s_n, .), [batch, actions, atoms].
  ///   - values: what chooses a*, [batch, actions].
  func projection(
    of later: Tensor, choosing values: Tensor, rewards: [Float], continuations: [Float]
  ) -> (target: Tensor, clippedShare: Double) {
    let (batch, actions) = (later.shape[0], later.shape[1])
    let spacing = Float((high - low) / Double(count - 1))
    let (floor, ceiling) = (Float(low), Float(high))
    // What rounding carries past an end is not clipped.
    let inside = floor - 0.01 * spacing...ceiling + 0.01 * spacing
    var clipped: Float = 0
    let target = Tensor(shape: [batch, count]) { buffer in
      buffer.update(repeating: 0)
      later.withElements { later in
        for row in 0..<batch {
          let start = (row * actions + values.indexOfLargest(inRow: row)) * count
          for atom in 0..<count {
            let wanted = rewards[row] + continuations[row] * (floor + Float(atom) * spacing)
            if !inside.contains(wanted) { clipped += later[start + atom] }
            let z = min(max(wanted, floor), ceiling)
            let place = min((z - floor) / spacing, Float(count - 1))
            let below = Int(place)
            let share = place - Float(below)
            buffer[row * count + below] += later[start + atom] * (1 - share)
            if share > 0 { buffer[row * count + below + 1] += later[start + atom] * share }
          }
        }
      }
    }
    return (target, Double(clipped) / Double(batch))
  }

  /// KL(p || q) = H(p, q) - H(p) of each row: what Rainbow replays in proportion to (Hessel et al., 2018, section
  /// "distributional RL"). The cross-entropy alone would rank what is uncertain above what is surprising.
  ///
  /// - Parameters:
  ///   - crossEntropies: H(p, q), [batch].
  ///   - target: p, [batch, atoms].
  static func divergences(_ crossEntropies: Tensor, from target: Tensor) -> Tensor {
    let count = target.shape[1]
    return Tensor(shape: [target.shape[0]]) { buffer in
      crossEntropies.withElements { crossEntropies in
        target.withElements { target in
          for row in buffer.indices {
            var negentropy: Float = 0
            for p in target[(row * count)..<((row + 1) * count)] where p > 0 { negentropy += p * logf(p) }
            buffer[row] = max(crossEntropies[row] + negentropy, 0)
          }
        }
      }
    }
  }
}
