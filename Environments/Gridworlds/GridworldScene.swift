public import ReinforcementLearning
public import Scenes
import Persistence

extension Gridworld {
  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "\(name) \(map.columnCount)×\(map.rowCount)",
      facts: (slip > 0 ? ["slip \(slip)"] : []) + (wind.contains { $0 != 0 } ? ["windy"] : []),
      actionLabels: Direction.allCases.map { .move($0) },
      rewardBounds: prizes.map {
        .steps(of: stepCost, ending: stepCost + $0.lowerBound...stepCost + $0.upperBound)
      })
  }

  /// The board; each cell carries the values of being there with the keys held now.
  public func scene(of state: Int) -> Scene {
    let held = state / cells.count
    var scene = MapCamera.scene(
      map, agent: state % cells.count, overview: overview, observationOffset: held * cells.count
    ) { index in
      cell(Character(Unicode.Scalar(cells[index])), observation: held * cells.count + index, held: held)
    }
    let names = keys.enumerated().filter { held & (1 << $0.0) != 0 }.map { String($0.1) }
    if !keys.isEmpty {
      scene.captions = [
        names.isEmpty ? "The board without keys." : "The board with key \(names.joined(separator: " and "))."
      ]
    }
    let left = scene.overview?.left ?? 0
    scene.winds = wind.isEmpty ? [] : Array(wind[left..<left + scene.columns])
    return scene
  }

  private func cell(_ letter: Character, observation: Int, held: Int) -> Cell {
    func isHeld(_ key: Character) -> Bool { keys.firstIndex(of: key).map { held & (1 << $0) != 0 } ?? false }
    switch letter {
    case "S": return Cell(.start, observation: observation)
    case "#": return Cell(.wall)
    case "H": return Cell(.hazard)
    case "G": return Cell(.goal)
    case "1"..."9": return Cell(.goal, label: String(letter))
    case "a"..."d": return Cell(isHeld(letter) ? .floor : .key(letter), observation: observation)
    case "A"..."D":
      return Cell(isHeld(Character(letter.lowercased())) ? .openDoor(letter) : .door(letter), observation: observation)
    default: return Cell(Self.oneWay(letter).map { .oneWay($0) } ?? .floor, observation: observation)
    }
  }
}
