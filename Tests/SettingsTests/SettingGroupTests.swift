import Persistence
import Settings
import Testing

private enum Coin: String, SettingChoice { case heads, tails }

private struct InnerSettings: SettingGroup {
  @Setting(0...1, "probability of heads") var bias = 0.5
  @Setting("the side that pays") var payingSide = Coin.heads
}

private struct OuterSettings: SettingGroup {
  @Setting(1...10, "throws") var throwCount = 3
  var inner = InnerSettings()
  @Setting("whether it is shown") var isShown = false
  @Setting(from: 1, "steps to learn over") var learningSteps = ScheduleLength.share(0.5)
  @Setting(autoOr: 0...9, "the stake") var stake: Double?
  @Setting("a file") var file = ""
}

private struct WorldSettings: SettingGroup {
  static let naming = SettingNaming.snakeCase
  @Setting(oneOf: ["4x4", "8x8"], "a built-in map") var mapName = "4x4"
}

/// Fields declared once are what the command line shows and what code reads.
struct SettingGroupTests {
  @Test func declarationsComeInOrderWithEverythingInThem() {
    let declarations = OuterSettings.declarations
    #expect(
      declarations.map(\.name) == ["throwCount", "bias", "payingSide", "isShown", "learningSteps", "stake", "file"])
    #expect(
      declarations[1] == SettingDeclaration("bias", .real(0...1), default: .real(0.5), "probability of heads"))
    #expect(declarations[2].kind == .choice(["heads", "tails"]))
    #expect(declarations[4].defaultValue == .share(0.5) && declarations[5].defaultValue == .text("auto"))
    #expect(WorldSettings.declarations.map(\.name) == ["map_name"])
  }

  @Test func defaultsReadBack() throws {
    let values = try SettingValues(OuterSettings.declarations, of: "coin").planned(over: 100)
    let settings = try OuterSettings(values)
    #expect(settings.learningSteps.count == 50)
    #expect(settings.throwCount == 3 && settings.inner.bias == 0.5 && settings.stake == nil && !settings.isShown)
    #expect(settings.inner.payingSide == .heads && settings.file == "")
  }

  @Test func valuesGivenArriveInTheirFields() throws {
    let values = try SettingValues(
      OuterSettings.declarations,
      overrides: [
        "throwCount": .text("7"), "bias": .real(0.25), "payingSide": .text("tails"), "stake": .text("2.5"),
        "learningSteps": .integer(9),
      ], of: "coin")
    let settings = try OuterSettings(values)
    #expect(settings.throwCount == 7 && settings.inner.bias == 0.25 && settings.stake == 2.5)
    #expect(settings.inner.payingSide == .tails && settings.learningSteps.count == 9)
    let world = try SettingValues(WorldSettings.declarations, overrides: ["map_name": .text("8x8")], of: "world")
    #expect(try WorldSettings(world).mapName == "8x8")
  }

  @Test func otherDefaultsAreTypedCode() throws {
    var group = OuterSettings()
    group.throwCount = 5
    group.inner.$bias.summary = "of a loaded coin"
    let declarations = group.declarations
    #expect(declarations[0].defaultValue == .integer(5) && declarations[1].summary == "of a loaded coin")
    #expect(group.values["throwCount"] == .integer(5))
  }

  @Test func aShareOfUnknownStepsIsASentence() throws {
    let values = try SettingValues(OuterSettings.declarations, of: "coin")
    #expect {
      try OuterSettings(values)
    } throws: { "\($0)".contains("'learningSteps' is 0.5x of the run's steps") }
  }

  @Test(arguments: [
    ("bias", "2", "coin: setting 'bias' cannot be '2'; it takes a number from 0.0 to 1.0"),
    ("payingSide", "edge", "coin: setting 'payingSide' cannot be 'edge'; it takes heads, tails"),
    ("bais", "1", "did you mean 'bias'?"),
  ])
  func wrongValuesGetOneSentence(name: String, value: String, part: String) {
    #expect {
      try SettingValues(OuterSettings.declarations, overrides: [name: .text(value)], of: "coin")
    } throws: { "\($0)".contains(part) }
  }
}
