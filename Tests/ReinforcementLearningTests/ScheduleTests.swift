import Persistence
import ReinforcementLearning
import Testing
import Settings

/// Schedules, and their lengths as shares of a run.
struct ScheduleTests {
  private static let decline = SettingDeclaration("declineSteps", .steps(from: 1), default: .share(1), "a test's")

  @Test(arguments: [
    ("250000", ScheduleLength.steps(250_000)), ("2.5e5", .steps(250_000)), ("1e5", .steps(100_000)), ("0", .steps(0)),
    ("0.5x", .share(0.5)), ("1x", .share(1)), ("1.0x", .share(1)), ("1e-3x", .share(0.001)), ("2x", .share(2)),
  ])
  func lengthsAreRead(text: String, length: ScheduleLength) {
    #expect(ScheduleLength(text) == length)
    #expect(ScheduleLength("\(length)") == length, "what is shown reads back")
  }

  @Test(arguments: ["", "x", "-1", "-0.5x", "1.5", "nanx", "nan", "infx", "inf", "0.5 x", "half", "1e30", "1001x"])
  func otherTextIsNoLength(text: String) { #expect(ScheduleLength(text) == nil) }

  @Test func sharesFollowTheRun() {
    #expect(ScheduleLength.share(1).steps(of: 200_000) == 200_000)
    #expect(ScheduleLength.share(0.16).steps(of: 50_000) == 8_000)
    #expect(ScheduleLength.share(0.001).steps(of: 10) == 1, "a share is at least a step")
    #expect(ScheduleLength.share(0).steps(of: 10) == 0)
    #expect(ScheduleLength.share(1_000).steps(of: .max) == .max)
    #expect(ScheduleLength.steps(7).steps(of: 200_000) == 7)
  }

  @Test func settingsAreNumbersOrShares() throws {
    func value(_ given: SettingValue) throws -> SettingValue? {
      try SettingValues([Self.decline], overrides: ["declineSteps": given], of: "test").values["declineSteps"]
    }
    // As files and the command line give them.
    #expect(try value(.integer(7)) == .integer(7))
    #expect(try value(.real(1e5)) == .integer(100_000))
    #expect(try value(.text("1e5")) == .integer(100_000))
    #expect(try value(.text("0.5x")) == .share(0.5))
    #expect(try value(.share(0.5)) == .share(0.5))
    for wrong in [SettingValue.text("half"), .integer(0), .real(1.5), .boolean(true), .share(-1)] {
      let error = #expect(throws: InputError.self) { try value(wrong) }
      #expect(
        error?.description.contains(
          "'declineSteps' cannot be '\(wrong)'; it takes a number of steps from 1, or a share of the run's steps such as 0.5x"
        ) == true, "\(error?.description ?? "")")
    }
    let settings = try SettingValues([Self.decline], of: "test")
    #expect(settings.shares == ["declineSteps"] && settings.planned(over: 300).shares.isEmpty)
    #expect(try settings.planned(over: 300).steps("declineSteps") == 300)
    let error = #expect(throws: InputError.self) { try settings.steps("declineSteps") }
    #expect(error?.description.contains("'declineSteps' is 1.0x of the run's steps") == true)
  }

  @Test func lines() {
    let line = Schedule.linear(from: 2, to: 0, steps: 10)
    for step in 0...12 { #expect(abs(line.value(at: step) - max(0, 2 - 0.2 * Double(step))) < 1e-12) }
    #expect(line.value(at: 9) > 0 && line.value(at: 10) == 0)
    #expect(line.zeroStep == 10 && Schedule.constant(1).zeroStep == nil)
    #expect(Schedule.delayed(from: 1, to: 0, after: 5, steps: 10).zeroStep == 15)
    #expect(Schedule.linear(from: 1, to: 0.1, steps: 10).zeroStep == nil)
  }
}
