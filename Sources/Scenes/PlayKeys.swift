/// The keys of a world's actions while a person plays: arrows move, space acts, digits choose where there is nothing else.
struct PlayKeys {
  private let moves: [(direction: Direction, action: Int)]
  /// Actions that are not moves and do something.
  private let acts: [Int]
  private let labels: [ActionLabel]

  init(_ situation: KeySituation) {
    let labels = situation.actions
    self.labels = labels
    let directions = labels.compactMap(\.direction)
    // Where several actions go one way, arrows would not say which.
    let hasMoves = !directions.isEmpty && Set(directions).count == directions.count
    moves = hasMoves ? labels.indices.compactMap { index in labels[index].direction.map { ($0, index) } } : []
    acts = situation.actions.indices.filter { index in
      if hasMoves, situation.actions[index].direction != nil { return false }
      // In a world that goes on by itself no key is needed for doing nothing.
      return !(situation.isRealTime && situation.actions[index].isIdle)
    }
  }

  var usesSpace: Bool { acts.count == 1 || acts.count == 2 && !moves.isEmpty }

  private static let order: [Direction] = [.left, .right, .up, .down]

  var bindings: [KeyBinding] {
    var rows: [KeyBinding] = []
    if !moves.isEmpty {
      let sorted = Self.order.compactMap { direction in moves.first { $0.direction == direction } }
      rows.append(
        KeyBinding(
          .play, sorted.map(\.direction.arrow).joined(separator: " "), "move", "move",
          Dictionary(uniqueKeysWithValues: sorted.map { ("\($0.direction)", .act([$0.action])) })))
    }
    if usesSpace {
      let name = acts.map { labels[$0].name }.joined(separator: " or ")
      rows.append(KeyBinding(.play, "space", name, name, ["space": .act(acts)]))
    } else if acts.count > 4 {
      let keys = Self.digits.prefix(acts.count)
      let (first, last) = (labels[acts[0]].name, labels[acts[keys.count - 1]].name)
      rows.append(
        KeyBinding(
          .play, "1 to \(keys.last ?? "9")", "\(first) to \(last)", "\(first) to \(last)",
          Dictionary(uniqueKeysWithValues: zip(keys, acts).map { ($0, .act([$1])) })))
    } else {
      for (key, action) in zip(Self.digits, acts) {
        rows.append(KeyBinding(.play, key, labels[action].name, labels[action].name, [key: .act([action])]))
      }
    }
    return rows
  }

  private static let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]
}

extension ActionLabel {
  /// Whether the action does nothing.
  public var isIdle: Bool { direction == nil && ["stay", "none"].contains(name) }
}

extension OverlayChip {
  /// What the page of keys says of it.
  var meaning: String {
    switch (key, word) {
    case ("v", "values"): "values: off, on, with numbers"
    case ("p", _): "what the policy does"
    case ("n", _): "how often it was there"
    case ("o", _): "optimum, where it differs"
    case ("e", _): "the last error there"
    case ("s", _): "what the choice depends on"
    case ("m", _): "values over two numbers"
    default: word
    }
  }
}
