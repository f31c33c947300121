import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors

/// What a recurrent network remembers of the episode under way in each row.
struct EpisodeMemory: Sendable {
  /// After the last observation, [rows, width]; nil before the first, and without a recurrent layer.
  private(set) var state: RecurrentState?
  /// Rows whose episode begins with the next observation.
  private(set) var starts: [Bool]

  init(rows: Int) { starts = Array(repeating: true, count: rows) }

  /// Takes in what is seen in each row, [rows, width], and returns what the layer makes of it, [rows, width].
  mutating func step(_ x: Tensor, through layer: Memory) -> Tensor {
    let rows = starts.count
    let (output, after) = layer.step(x, state: state ?? layer.emptyState(rows: rows), starts: starts)
    state = after
    for row in 0..<rows { starts[row] = false }
    return output
  }

  /// Notes which episodes ended with the last step.
  mutating func finish(_ experience: borrowing Transitions<Float>) {
    for row in starts.indices { starts[row] = experience.isLast(row) }
  }

  mutating func archive(_ archive: inout StateArchive, _ layer: Memory?) throws {
    try archive.visit(&starts, "starts")
    guard let layer else { return }
    var state = self.state ?? layer.emptyState(rows: starts.count)
    try archive.visit(&state, "state")
    self.state = state
  }
}

/// A recurrent layer of either kind.
enum Memory: Module {
  case lstm(LSTM)
  case gru(GRU)

  init?(_ kind: MemoryKind, width: Int, using random: inout PCG64) {
    switch kind {
    case .lstm: self = .lstm(LSTM(features: width, width: width, using: &random))
    case .gru: self = .gru(GRU(features: width, width: width, using: &random))
    case .none: return nil
    }
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    switch self {
    case .lstm(var layer):
      visitor.visit(&layer, "lstm")
      self = .lstm(layer)
    case .gru(var layer):
      visitor.visit(&layer, "gru")
      self = .gru(layer)
    }
  }
}

extension Memory {
  /// Numbers that it remembers of an episode.
  var width: Int {
    switch self {
    case .lstm(let layer): layer.width
    case .gru(let layer): layer.width
    }
  }

  /// What it remembers at the start of an episode: zeros, [rows, width].
  func emptyState(rows: Int) -> RecurrentState {
    let zeros = Tensor.zeros([rows, width])
    if case .lstm = self { return RecurrentState(hidden: zeros, cell: zeros) }
    return RecurrentState(hidden: zeros)
  }

  /// One step of all rows; rows in `starts` forget first. x and the result are [rows, width].
  func step(_ x: Tensor, state: RecurrentState, starts: [Bool]) -> (output: Tensor, state: RecurrentState) {
    let before = starts.contains(true) ? state.forgetting(starts) : state
    let (outputs, after) = sequence(x.expanded(axis: 1), mask: nil, state: before)
    return (outputs.squeezed(axis: 1), after)
  }

  /// Whole sequences, [rows, steps, width].
  ///
  /// - Parameter mask: 1 where a step counts, 0 where it is filled up, [rows, steps]; nil where all count.
  func sequence(_ x: Tensor, mask: Tensor?, state: RecurrentState) -> (outputs: Tensor, state: RecurrentState) {
    switch self {
    case .lstm(let layer): layer(x, mask: mask, state: state)
    case .gru(let layer): layer(x, mask: mask, state: state)
    }
  }
}

extension RecurrentState {
  /// The state of one row, [1, width].
  func row(_ row: Int) -> RecurrentState {
    RecurrentState(hidden: hidden.rows([row]), cell: cell?.rows([row]))
  }

  /// Zero in the rows named.
  func forgetting(_ starts: [Bool]) -> RecurrentState {
    let keep = Tensor(starts.map { $0 ? Float(0) : 1 }, shape: [starts.count, 1])
    return RecurrentState(hidden: hidden * keep, cell: cell.map { $0 * keep })
  }
}
