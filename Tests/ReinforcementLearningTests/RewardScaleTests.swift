import ReinforcementLearning
import Testing

/// Rewards scaled by the deviation of their discounted return.
struct RewardScaleTests {
  /// The return starts anew where the world ended and goes on over a time limit.
  @Test func onlyTheWorldsEndEndsAReturn() {
    func scaled(_ ends: [Ending?]) -> [Float] {
      var scale = RewardScale(rows: 1)
      var experience = Transitions<Float>(count: 1, featureCount: 1)
      return ends.map { end in
        experience.rewards[0] = 1
        experience.ends[0] = end
        return scale.scaled(experience, discount: 0.5)[0]
      }
    }
    let (endless, truncated, terminated) = (
      scaled([nil, nil, nil, nil]), scaled([nil, .truncated, nil, nil]), scaled([nil, .terminated, nil, nil])
    )
    #expect(truncated == endless)
    #expect(terminated[..<2] == endless[..<2] && terminated[2] != endless[2])
  }
}
