import Randomness
import ReinforcementLearning

/// The cells an episode can start in, each as likely as the others.
struct StartCells: Hashable, Sendable {
  let cells: [Int]
  /// Sums of the probabilities up to each cell, in the order of the cells.
  private let cumulative: [Double]

  init(_ cells: [Int]) {
    self.cells = cells
    var sum = 0.0
    cumulative = cells.map { _ in
      sum += 1 / Double(cells.count)
      return sum
    }
  }

  var weighted: [WeightedState] { cells.map { WeightedState(state: $0, probability: 1 / Double(cells.count)) } }

  /// One of them: the draw of ``RandomSource/categorical(_:)``, searched for instead of summed up.
  func draw<Source: RandomSource>(using random: inout Source) -> Int {
    let draw = random.nextDouble()
    var (low, high) = (0, cumulative.count)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > draw { high = middle } else { low = middle + 1 }
    }
    return cells[low < cells.count ? low : 0]
  }
}
