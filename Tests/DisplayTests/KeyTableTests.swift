import Display
import Scenes
import Testing

/// One table is behind the key line, the page of keys and what is accepted.
struct KeyTableTests {
  private static let names: [String: [String]] = ["←": ["left"], "→": ["right"], "↑": ["up"], "↓": ["down"]]

  /// The keys that a hint writes, by the names under which they arrive.
  private func keys(_ shown: String) -> [String] {
    if shown.hasPrefix("shift ") { return keys(String(shown.dropFirst(6))).map { "shift \($0)" } }
    if shown.hasPrefix("1 to ") {
      let last = shown.suffix(1) == "0" ? 10 : Int(shown.suffix(1)) ?? 0
      return (1...last).map { "\($0 % 10)" }
    }
    return shown.split(separator: " ").flatMap { Self.names[String($0)] ?? [String($0)] }
  }

  private func command(_ table: KeyTable, _ key: String) -> KeyCommand? {
    key.hasPrefix("shift ") ? table.command(for: String(key.dropFirst(6)), isShifted: true) : table.command(for: key)
  }

  /// No dead keys: what is shown acts; and nothing acts that the page does not list.
  @Test func whatIsShownIsAccepted() {
    for (name, situation) in Screens.situations {
      let table = KeyTable(situation)
      var listed: Set<String> = []
      for hint in table.groups.flatMap(\.keys) {
        for key in keys(hint.key) {
          listed.insert(key)
          #expect(command(table, key) != nil, "\(name): \(key) is listed and does nothing")
        }
      }
      for hint in table.hints {
        for key in keys(hint.key) { #expect(listed.contains(key), "\(name): \(key) is in the line, not on the page") }
      }
      let all =
        (32..<127).map { String(UnicodeScalar($0)) } + [
          "space", "left", "right", "up", "down", "home", "end", "escape", "tab", "return",
        ]
      for key in all where table.command(for: key) != nil {
        // "=" is "+" without the shift key; escape gives up a branch as b does.
        if key == "=" || key == "escape" && situation.awaitsBranch { continue }
        #expect(listed.contains(key), "\(name): \(key) acts and is not listed")
      }
      #expect(table.command(for: "return") == nil && table.command(for: "tab") == nil)
    }
  }

  /// While the page is open only its own keys act.
  @Test func thePageClosesAndQuits() {
    for (_, situation) in Screens.situations {
      var open = situation
      open.showsKeyPage = true
      let table = KeyTable(open)
      #expect(table.command(for: "?") == .showKeys && table.command(for: "escape") == .showKeys)
      #expect(table.command(for: "q") == .quit && table.command(for: "h") == nil && table.command(for: "space") == nil)
    }
  }

  private func table(_ name: String) throws -> KeyTable {
    KeyTable(try #require(Screens.situations.first { $0.0 == name }?.1))
  }

  /// Arrows move, space acts; doing nothing needs no key where time goes on.
  @Test func playersHaveTheKeysOfTheirGame() throws {
    let invaders = try table("invaders")
    #expect(invaders.command(for: "left") == .act([1]) && invaders.command(for: "right") == .act([2]))
    #expect(invaders.command(for: "space") == .act([3]) && invaders.command(for: "escape") == .pause)
    #expect(invaders.command(for: "up") == nil && invaders.command(for: ".") == nil)
    #expect(invaders.hints.contains(KeyHint("space", "fire")) && invaders.hints.contains(KeyHint("← →", "move")))
    let taxi = try table("taxi")
    #expect(taxi.command(for: "space") == .act([4, 5]) && taxi.hints.contains(KeyHint("space", "pick up or drop off")))
    #expect(taxi.command(for: "escape") == nil, "there is no time to pause")
    let mountain = try table("mountain car")
    #expect(mountain.command(for: "space") == .pause && mountain.command(for: "+") == .changeSpeed(1))
    #expect(mountain.hints.contains(KeyHint("l", "agent learns from you: off")))
    let bandit = try table("bandit")
    #expect(bandit.command(for: "1") == .act([0]) && bandit.command(for: "0") == .act([9]))
    #expect(try table("blackjack").command(for: "2") == .act([1]))
    for name in ["invaders", "taxi", "lake", "bandit"] {
      let table = try table(name)
      #expect(table.command(for: "h") == .handBack && table.command(for: "b") == nil && table.command(for: "[") == nil)
    }
  }

  @Test func branchesHaveTheirOwnKeys() throws {
    let branch = try table("branch")
    #expect(branch.command(for: "[") == .changeEpsilon(-0.05) && branch.command(for: "2") == .showRun(1))
    #expect(branch.command(for: "end") == .live)
    #expect(try table("watching").command(for: "[") == nil && table("watching").command(for: "1") == nil)
    #expect(try table("waiting for a branch").command(for: "escape") == .giveUpBranch)
    #expect(try table("waiting for a branch").command(for: "r") == nil, "a terminal cannot record")
  }

  /// No text of the page crosses its frame or the middle between its columns.
  @Test(arguments: AcceptanceTests.sizes)
  func thePageKeepsWithinItsFrame(width: Int, height: Int) throws {
    let extent = Extent(pixelWidth: width, pixelHeight: height)
    let measure = try Fonts().measure(scale: extent.scale)
    for (name, model) in Screens.keyPages {
      let layout = TabularScreen.layout(model, extent: extent, measure: measure)
      let page = Rectangle((extent.width - 1088) / 2, 48 + (extent.height - 800) / 2, 1088, 664)
      for case .text(let text) in layout.drawing.marks where text.alignment == .left {
        let right = text.anchor.x + measure.width(of: text.text, size: text.size, face: text.face)
        let limit = text.anchor.x < page.x + 544 ? page.x + 32 + 496 + 16 : page.right - 16
        #expect(right <= limit && text.anchor.y < page.bottom - 8, "\(name): '\(text.text)'")
        #expect(text.anchor.x >= page.x + 32 - 0.5, "\(name): '\(text.text)'")
      }
      // Nothing is left out.
      let words = layout.drawing.marks.compactMap { if case .text(let text) = $0 { text.text } else { nil } }
      for hint in model.keyGroups.flatMap(\.keys) { #expect(words.contains(hint.word), "\(name): \(hint.word)") }
    }
  }

  /// The same page in a terminal, whole.
  @Test func thePageFitsATerminal() {
    for (name, model) in Screens.keyPages {
      let text = TerminalScreen.screen(model).text
      for hint in model.keyGroups.flatMap(\.keys) { #expect(text.contains(hint.word), "\(name): \(hint.word)") }
    }
  }
}
