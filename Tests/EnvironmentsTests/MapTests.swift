import Environments
import Foundation
import ReinforcementLearning
import TestSupport
import Testing
import Persistence

struct MapTests {
  @Test(arguments: [
    ("SFFF/FHF", "line 2, column 4"), ("SFFF/FFXG", "line 2, column 3: unknown letter 'X'"),
    ("FFFF/FFFG", "no start"), ("SHFF/HFFG", "line 2, column 4: the goal cannot be reached"),
    ("SFFF/FFFF", "no goal"), ("   ", "the map is empty"), ("S//G", "line 2, column 1"), ("SF\tG", "u{9}"),
  ])
  func badLakesGetOneSentence(map: String, part: String) {
    let error = #expect(throws: InputError.self) { try ResolvedEnvironment("FrozenLake-v1:map=\(map)") }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: [
    ("S.A/..G", "door 'A' has no key"), ("S#G", "line 1, column 3: the goal cannot be reached"),
    ("SAG/###/..a", "cannot be reached"), ("S..Q", "unknown letter 'Q'"),
  ])
  func badGridworldsGetOneSentence(map: String, part: String) {
    let error = #expect(throws: InputError.self) { try ResolvedEnvironment("Tarn/Gridworld-v0:map=\(map)") }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test func filesOfNoiseAndNothing() throws {
    try TarnBinary.withFolder { folder throws in
      let noise = folder.appending(path: "noise")
      try Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 ^ ($0 >> 3)) }).write(to: noise)
      let empty = folder.appending(path: "empty")
      try Data().write(to: empty)
      let good = folder.appending(path: "good")
      try Data("SFF\r\nFHF\r\nFFG\r\n".utf8).write(to: good)
      for (path, part) in [
        (noise.path, "column"), (empty.path, "empty"), (folder.path, "cannot read"), ("/no/such", "cannot read"),
      ] {
        let error = #expect(throws: InputError.self) { try ResolvedEnvironment("FrozenLake-v1:map_file=\(path)") }
        #expect(error?.description.contains(part) == true)
      }
      #expect(try ResolvedEnvironment("FrozenLake-v1:map_file=\(good.path)").tabular?.observationCount == 9)
    }
  }

  @Test(arguments: [
    ("FrozenLke-v1", "did you mean 'FrozenLake-v1'?"), ("FrozenLake-v1:slippery=true", "did you mean 'is_slippery'?"),
    ("FrozenLake-v1:is_slippery=maybe", "true or false"), ("FrozenLake-v1:success_rate=2", "0.0 to 1.0"),
    ("FrozenLake-v1:is_slippery", "write key=value"), ("Tarn/Gridworld-v0:wind=1/2", "one for each column"),
    ("FrozenLake-v1:reward_schedule=(1,2)", "three numbers"), ("Taxi-v4:is_rainy=true,is_rainy=false", "twice"),
  ])
  func badSpecificationsSuggest(specification: String, part: String) {
    let error = #expect(throws: InputError.self) { try ResolvedEnvironment(specification) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test func keysOpenDoorsAndWindLifts() throws {
    let keys = try Gridworld(map: TextMap("SaAG", legend: Gridworld.legend))
    let (right, cells) = (2, 4)
    #expect(keys.successors(of: 0, taking: right)[0].state == cells + 1)  // picks the key up
    #expect(keys.successors(of: cells + 1, taking: right)[0].state == cells + 2)  // the door opens
    let locked = try Gridworld(map: TextMap("S.AG/.a..", legend: Gridworld.legend))
    #expect(locked.successors(of: 1, taking: right)[0].state == 1)  // without the key the door stays shut
    let windy = try Gridworld(map: TextMap("...G/S.../....", legend: Gridworld.legend), wind: [1, 0, 0, 0])
    #expect(windy.successors(of: 4, taking: right)[0].state == 1)  // one right and lifted by one
    let oneWay = try Gridworld(map: TextMap("S>.G", legend: Gridworld.legend))
    #expect(oneWay.successors(of: 1, taking: 0)[0].state == 1)
    #expect(oneWay.successors(of: 1, taking: right)[0].state == 2)
  }
}
