import NeuralNetworks
import Tensors

/// Pieces of episodes, each read by a memory from its own first state: how a recurrent network learns from a rollout.
struct Sequences: Sendable {
  /// A piece: a row, its first step, how many steps.
  struct Piece: Sendable, Hashable {
    var row: Int
    var first: Int
    var count: Int
  }

  let pieces: [Piece]

  /// Cuts a rollout where episodes begin and where it was broken off.
  init(_ rollout: Rollout) {
    var pieces: [Piece] = []
    for row in 0..<rollout.rows {
      var first = 0
      for step in 1...rollout.steps
      where step == rollout.steps || rollout.starts[step * rollout.rows + row] || rollout.states[step] != nil {
        pieces.append(Piece(row: row, first: first, count: step - first))
        first = step
      }
    }
    self.pieces = pieces
  }

  /// What actor and critic read at each step of some pieces, piece after piece: [steps, width].
  static func outputs(_ pieces: ArraySlice<Piece>, of rollout: Rollout, _ network: PolicyNetwork) -> Tensor {
    guard let memory = network.memory else { preconditionFailure("only networks with a memory read sequences") }
    let longest = pieces.map(\.count).max() ?? 1
    let count = pieces.count
    var mask = [Float](repeating: 0, count: count * longest)
    var places: [Int32] = []
    let width = rollout.featureCount
    let x = Tensor(shape: [count * longest, width]) { buffer in
      buffer.update(repeating: 0)
      for (number, piece) in pieces.enumerated() {
        for step in 0..<piece.count {
          let source = ((piece.first + step) * rollout.rows + piece.row) * width
          let target = number * longest + step
          for feature in 0..<width { buffer[target * width + feature] = rollout.observations[source + feature] }
          mask[target] = 1
          places.append(Int32(target))
        }
      }
    }
    let seen = network.trunk(x)
    let outputs = memory.sequence(
      seen.reshaped([count, longest, memory.width]), mask: Tensor(mask, shape: [count, longest]),
      state: initialState(pieces, of: rollout, memory)
    ).outputs
    return outputs.reshaped([count * longest, memory.width]).rows(places)
  }

  /// What the memory holds before each piece, [pieces, width]: nothing where the piece begins an episode, otherwise what the
  /// rollout kept.
  private static func initialState(_ pieces: ArraySlice<Piece>, of rollout: Rollout, _ memory: Memory) -> RecurrentState
  {
    let width = memory.width
    func joined(_ part: (RecurrentState) -> Tensor?) -> Tensor {
      Tensor(shape: [pieces.count, width]) { buffer in
        buffer.update(repeating: 0)
        for (number, piece) in pieces.enumerated() where !rollout.starts[piece.first * rollout.rows + piece.row] {
          rollout.states[piece.first].flatMap(part)?.withElements { kept in
            for place in 0..<width { buffer[number * width + place] = kept[piece.row * width + place] }
          }
        }
      }
    }
    let hasCell = memory.emptyState(rows: 1).cell != nil
    return RecurrentState(hidden: joined { $0.hidden }, cell: hasCell ? joined { $0.cell } : nil)
  }

  /// The numbers of the steps of some pieces in the rollout, in the same order.
  static func indices(_ pieces: ArraySlice<Piece>, rows: Int) -> [Int] {
    pieces.flatMap { piece in (0..<piece.count).map { (piece.first + $0) * rows + piece.row } }
  }
}
