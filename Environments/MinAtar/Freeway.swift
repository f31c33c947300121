public import Randomness
public import ReinforcementLearning
public import Scenes

/// A chicken crosses eight lanes of cars.
///
/// **Description.** Each lane has one car of its own speed and direction, which goes round at the border.
///
/// **Actions.** Up and down, at most every third step.
///
/// **Observations.** Channels chicken, car, and one for each speed, set one cell behind the car.
///
/// **Start.** The chicken at (4, 9), all cars at column 0 with random speeds of 1 to 5 and random directions.
///
/// **Reward.** 1 for reaching the top; the chicken then starts again and the cars get new speeds.
///
/// **End.** After 2,501 steps. A car that meets the chicken sends it back to the start.
///
/// **Reference.** MinAtar 1.0.15 `Freeway`.
public struct Freeway: ArcadeGame {
  public struct Car: Sendable, Hashable, Codable {
    public var x: Int
    /// Steps until it moves.
    public var timer: Int
    /// Steps between two moves, negative for leftwards.
    public var speed: Int
  }

  public struct State: Sendable, Hashable, Codable {
    public var y: Int
    public var moveTimer: Int
    public var life: Int
    /// In rows 1 to 8.
    public var cars: [Car]
  }

  static let moveInterval = 3
  static let life = 2500
  public static let channelCount = 7
  public static let minimalActions = [0, 2, 4]
  public static let title = "Freeway"
  public static let isPublished = true

  public init() {}

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    var state = State(
      y: 9, moveTimer: Self.moveInterval, life: Self.life,
      cars: Array(repeating: Car(x: 0, timer: 0, speed: 0), count: 8))
    Self.drawSpeeds(&state, &random)
    return state
  }

  private static func drawSpeeds<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    for lane in 0..<8 { state.cars[lane].speed = 1 + Int(random.nextInteger(through: 4)) }
    for lane in 0..<8 {
      state.cars[lane].timer = state.cars[lane].speed
      if random.nextDouble() < 0.5 { state.cars[lane].speed.negate() }
    }
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    var reward = 0.0
    if action == 2 || action == 4, state.moveTimer == 0 {
      state.moveTimer = Self.moveInterval
      state.y = action == 2 ? max(0, state.y - 1) : min(9, state.y + 1)
    }
    if state.y == 0 {
      reward = 1
      Self.drawSpeeds(&state, &random)
      state.y = 9
    }
    for lane in 0..<8 {
      var car = state.cars[lane]
      if car.x == 4, state.y == lane + 1 { state.y = 9 }
      if car.timer == 0 {
        car.timer = abs(car.speed)
        car.x += car.speed > 0 ? 1 : -1
        if car.x < 0 { car.x = 9 } else if car.x > 9 { car.x = 0 }
        if car.x == 4, state.y == lane + 1 { state.y = 9 }
      } else {
        car.timer -= 1
      }
      state.cars[lane] = car
    }
    if state.moveTimer > 0 { state.moveTimer -= 1 }
    state.life -= 1
    return Outcome(reward: reward, isTerminal: state.life < 0)
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(4, state.y, 0)
    for lane in 0..<8 {
      let car = state.cars[lane]
      writer.set(car.x, lane + 1, 1)
      writer.set(Self.behind(car), lane + 1, abs(car.speed) + 1)
    }
  }

  private static func behind(_ car: Car) -> Int {
    let x = car.speed > 0 ? car.x - 1 : car.x + 1
    return x < 0 ? 9 : x > 9 ? 0 : x
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    for (lane, car) in state.cars.enumerated() {
      tiles.append(Tile(.trail, column: Self.behind(car), row: lane + 1))
      tiles.append(Tile(.car, column: car.x, row: lane + 1))
    }
    return tiles + [Tile(.chicken, column: 4, row: state.y)]
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Freeway", "cross eight lanes of cars", isRampable: false, make: { _ in Freeway() })
}
