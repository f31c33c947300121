import Foundation
import TestSupport
import Testing

/// Runs that are looked at while another process goes on with them.
@Suite(.serialized)
struct FollowingTests {
  /// Down and right into the first hole, and on: moves made after somebody has opened the run to look on.
  @Test func movesMadeMeanwhileAreFollowed() throws {
    try TarnBinary.withFolder { folder throws in
      let player = try TerminalRun(["play", "FrozenLake-v1:is_slippery=false", "--out", "r"], in: folder)
      #expect(player.shows("> You are playing"), "\(player.screen)")
      let follower = try TerminalRun(["watch", "r"], in: folder)
      #expect(follower.shows("> learning elsewhere"), "\(follower.screen)")
      for (key, place) in [("B", "step 1/100"), ("C", "step 2/100"), ("B", "step 1/100"), ("B", "step 2/100")] {
        player.type("\u{1B}[\(key)")
        #expect(player.shows(place), "\(player.screen)")
      }
      player.type("q")
      #expect(player.ends() && follower.shows("# stopped at 4 of"), "\(follower.screen)")
      // The first episode to its end, in the process that has followed it and in one that opens it now.
      let opened = try TerminalRun(["watch", "r"], in: folder)
      #expect(opened.shows("# stopped at 4 of"), "\(opened.screen)")
      for screen in [follower, opened] {
        screen.type("\u{1B}[H")
        #expect(screen.shows { $0.contains("> replaying") && $0.contains("episode 1 ") }, "\(screen.screen)")
        screen.type(" ")
        #expect(screen.shows("space resume"), "\(screen.screen)")
        for step in 0...2 where !screen.screen.contains("step 2/100") {
          screen.type(".")
          _ = screen.shows("step \(step + 1)/100", within: 1)
        }
      }
      #expect(opened.shows { $0.contains("step 2/100") && $0.contains("↓ @") }, "\(opened.screen)")
      let screen = opened.screen
      #expect(follower.shows { $0 == screen }, "\(follower.screen)")
    }
  }
}
