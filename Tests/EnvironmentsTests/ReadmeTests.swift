import Foundation
import Randomness
import ReinforcementLearning
import Settings
import TestSupport
import Testing

/// The environment that the README shows in full compiles and keeps the laws.
struct ReadmeTests {
  @Test func theReadmeShowsAWholeEnvironment() throws {
    let readme = try String(contentsOf: Golden.root.appending(path: "README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Golden.root.appending(path: "Tests/EnvironmentsTests/Corridor.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(source)```"), "README.md and Corridor.swift differ")
  }

  @Test func itKeepsTheLaws() throws {
    let descriptor = try #require(Corridor.descriptors.first)
    let values = try SettingValues(descriptor.arguments, overrides: ["cells": .text("7")], of: descriptor.id)
    let world = try #require(try descriptor.make(values) as? Corridor)
    #expect(try EnvironmentLaws.violations(of: world) == [])
    #expect(EnvironmentLaws.tableViolations(of: world) == [])
    #expect(try EnvironmentLaws.batchViolations(of: OneHot(world), rows: 3) == [])
    // It pays 1 after six steps to the right.
    #expect(world.transitionModel()?.optimalReturn(limit: 6) == 1)
    #expect(world.transitionModel()?.optimalReturn(limit: 5) == 0)
  }
}
