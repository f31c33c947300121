public import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The fixed returns z_0 < ... < z_{N-1} over which C51 keeps a distribution (Bellemare et al., 2017, section 4):
///
///     Z(s, a) = z_i with probability p_i(s, a) = softmax(logits(s, a))_i
public struct ReturnSupport: Sendable {
  /// z_0 and z_{N-1}.
  public let low, high: Double
  /// N, at least 2.
  public let count: Int
  /// z, [atoms], at equal distances.
  public let atoms: Tensor

  /// - Precondition: `low` < `high`, and at least two atoms.
  public init(low: Double, high: Double, count: Int) {
    precondition(low < high && count > 1, "a support of \(count) returns from \(low) to \(high) holds no distribution")
    self.low = low
    self.high = high
    self.count = count
    atoms = Tensor(
      (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }, shape: [count])
  }

  /// Q(s, a) = sum_i z_i p_i(s, a), [batch, actions].
  ///
  /// - Parameter logits: [batch, actions, atoms].
  public func means(of logits: Tensor) -> Tensor { (logits.softmax() * atoms).sum(axis: -1) }

  /// The logits of one action of each row, [batch, atoms].
  ///
  /// - Parameters:
  ///   - logits: [batch, actions, atoms].
  ///   - actions: [batch].
  public func rows(of logits: Tensor, _ actions: [Int32]) -> Tensor {
    let width = logits.shape[1]
    let flat = logits.reshaped([-1, count])
    return flat.rows(actions.enumerated().map { Int32($0.offset * width) + $0.element })
  }

  /// The distribution of R + Gamma Z(s', a*), put back onto the atoms (Bellemare et al., 2017, algorithm 1):
  ///
  ///     m_i = sum_j [1 - |clip(R + Gamma z_j) - z_i| / Delta z]_0^1 p_j(s', a*)
  ///
  /// - Parameters:
  ///   - later: p(s', .), [batch, actions, atoms].
  ///   - values: what chooses a*, [batch, actions]; of several largest the first is chosen.
  ///   - rewards: R, the sum of gamma^k r_k, [batch].
  ///   - continuations: Gamma, gamma^n or 0 where the world ended, [batch].
  /// - Returns: m, [batch, atoms]; and the share of all of it that lay beyond the ends.
  public func projection(
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

  /// KL(m || p) = H(m, p) - H(m) of each row, [batch], at least 0: what Rainbow replays in proportion to (Hessel et al., 2018,
  /// section 3). The cross-entropy alone would rank what is uncertain above what is surprising.
  ///
  /// - Parameters:
  ///   - crossEntropies: H(m, p) = -sum_i m_i ln p_i, [batch].
  ///   - target: m, [batch, atoms].
  public static func divergences(_ crossEntropies: Tensor, from target: Tensor) -> Tensor {
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
