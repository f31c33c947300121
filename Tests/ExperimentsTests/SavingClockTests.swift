import Experiments
import Testing

struct SavingClockTests {
  @Test func halfAMinuteAtMostIsLost() {
    var clock = SavingClock(time: 100)
    clock.saved(at: 0, time: 100)
    #expect(!clock.isDue(at: 5, time: 129) && clock.isDue(at: 5, time: 130))
    // Nothing new, nothing to lose.
    #expect(!clock.isDue(at: 0, time: 1_000))
    clock.saved(at: 5, within: 2, time: 130)
    #expect(!clock.isDue(at: 6, time: 159) && clock.isDue(at: 6, time: 160))
  }

  @Test func savingTakesATenthOfTheTimeAtMost() {
    var clock = SavingClock(time: 0)
    clock.saved(at: 1, within: 20, time: 0)
    #expect(!clock.isDue(at: 2, time: 179) && clock.isDue(at: 2, time: 180))
  }
}
