import Randomness
import TestSupport
import Testing

/// Equality with NumPy, draw for draw; the figures come from `Golden/make_random.py`.
struct NumPyTests {
  struct File: Decodable {
    var modern: [Modern]
    var legacy: [Legacy]
  }
  struct Modern: Decodable {
    var seed: UInt64
    var random, uniform, normal: String
    var integers6: [Int]
    var integers_large: [String]
    var mixed: [[Entry]]
    var permutation, choice_floyd, choice_tail, choice_weighted: [Int]
    var spawned: [String]
    var grandchild: String
    var state32: [UInt32]
  }
  struct Legacy: Decodable {
    var seed: UInt32
    var random, uniform, normal: String
    var integers6: [Int]
    var integers_large: [String]
    var permutation, choice, choice_weighted: [Int]
  }
  enum Entry: Decodable {
    case number(Int)
    case text(String)
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
    var text: String {
      switch self {
      case .number(let number): "\(number)"
      case .text(let text): text
      }
    }
  }

  @Test func defaultGenerator() throws {
    let file = try Golden.decode(File.self, from: "random.json")
    #expect(file.modern.count >= 5)
    for golden in file.modern {
      let fresh = PCG64(seed: golden.seed)
      func draws<Value>(_ count: Int = 1000, _ draw: (inout PCG64) -> Value) -> [Value] {
        var random = fresh
        return (0..<count).map { _ in draw(&random) }
      }
      #expect(draws { $0.nextDouble() } == Golden.doubles(golden.random))
      #expect(draws { $0.uniform(in: -2.5..<4) } == Golden.doubles(golden.uniform))
      #expect(draws { $0.nextNormal() } == Golden.doubles(golden.normal))
      #expect(draws { $0.integer(in: 0..<6) } == golden.integers6)
      #expect(draws { "\($0.integer(in: 0..<(Int.max - 24)))" } == golden.integers_large)
      #expect(draws { $0.choice(weightedBy: [0.1, 0.2, 0.3, 0.4]) } == golden.choice_weighted)
      var random = fresh
      #expect(random.permutation(1000) == golden.permutation)
      random = fresh
      #expect(random.choice(40, withoutReplacementFrom: 1000) == golden.choice_floyd)
      random = fresh
      #expect(random.choice(1000, withoutReplacementFrom: 20_000) == golden.choice_tail)
    }
  }

  @Test func mixedWidths() throws {
    for golden in try Golden.decode(File.self, from: "random.json").modern {
      var random = PCG64(seed: golden.seed)
      for (index, row) in golden.mixed.enumerated() {
        #expect("\(random.integer(in: 0..<13))" == row[0].text)
        #expect(random.nextDouble() == Double(row[1].text))
        #expect("\(random.integer(in: -5..<((1 << 40) + index)))" == row[2].text)
      }
    }
  }

  @Test func seedSequences() throws {
    for golden in try Golden.decode(File.self, from: "random.json").modern {
      var sequence = SeedSequence(golden.seed)
      #expect(sequence.state32(8) == golden.state32)
      for (child, expected) in zip(sequence.spawn(3), golden.spawned) {
        var random = PCG64(child)
        #expect((0..<5).map { _ in random.nextDouble() } == Golden.doubles(expected))
      }
      // The script spawned three children before, so the next is the fourth.
      var fourth = sequence.spawn(1)[0]
      var random = PCG64(fourth.spawn(2)[1])
      #expect((0..<5).map { _ in random.nextDouble() } == Golden.doubles(golden.grandchild))
    }
  }

  @Test func legacyGenerator() throws {
    let file = try Golden.decode(File.self, from: "random.json")
    #expect(file.legacy.count >= 5)
    for golden in file.legacy {
      func draws<Value>(_ count: Int = 1000, _ draw: (inout MersenneTwister) -> Value) -> [Value] {
        var random = MersenneTwister(seed: golden.seed)
        return (0..<count).map { _ in draw(&random) }
      }
      #expect(draws { $0.nextDouble() } == Golden.doubles(golden.random))
      #expect(draws { $0.uniform(in: -2.5..<4) } == Golden.doubles(golden.uniform))
      #expect(draws { $0.nextNormal() } == Golden.doubles(golden.normal))
      #expect(draws { $0.integer(in: 0..<6) } == golden.integers6)
      #expect(draws { "\($0.integer(in: 0..<(1 << 50)))" } == golden.integers_large)
      #expect(draws { $0.choice(weightedBy: [0.1, 0.2, 0.3, 0.4]) } == golden.choice_weighted)
      var random = MersenneTwister(seed: golden.seed)
      #expect(random.permutation(1000) == golden.permutation)
      random = MersenneTwister(seed: golden.seed)
      #expect(random.choice(40, withoutReplacementFrom: 1000) == golden.choice)
    }
  }
}
