import ReinforcementLearning
import Scenes

/// What a small map shows of a table: one row for each of its blocks.
extension Overview {
  private func observation(of block: Block, in values: Table<Double>) -> Int? {
    block.observation.map { $0 + observationOffset }.flatMap { $0 < values.rows ? $0 : nil }
  }

  /// V(s) of the state that stands for each block, the greatest action value; nil where nobody can stand.
  func values(in table: Table<Double>) -> [Double?] {
    blocks.map { block in observation(of: block, in: table).map { table.maximum(inRow: $0) } }
  }

  /// Q(s, a) of the states on the screen, of the small map's as well as of the board's.
  func shownValues(in table: Table<Double>, cells: [Cell]) -> [Double] {
    let observations = blocks.compactMap { observation(of: $0, in: table) } + cells.compactMap(\.observation)
    return observations.flatMap { table.row($0) }
  }
}
