import Scenes
import Testing

struct TerminalTests {
  @Test func theScreenAsText() {
    let lines = TerminalScreen.screen(Screens.full()).text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 24)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines[0] == " FrozenLake 8×8  slippery  Q-learning  discount 0.99  seed 1         > learning")
    #expect(lines[2].contains("regret 0.080"))
    #expect(lines.contains { $0.contains("best 0.913") } && lines.contains { $0.contains("now  0.8") })
    #expect(lines[12].contains("action values") && lines[16].contains("up"))
    #expect(lines[17].contains("episode 8,413") && lines[17].contains("epsilon 0.121"))
    #expect(lines[22].contains("space pause"))
  }

  @Test func withoutUnicodeNothingIsLost() {
    let text = TerminalScreen.screen(Screens.full(), isUnicode: false).text
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "\(text.unicodeScalars.filter { !$0.isASCII })")
    #expect(text.contains("(__)") && text.contains("@") && text.contains("|>") && text.contains("<"))
  }

  @Test(arguments: [(60, 24), (80, 20), (40, 20), (120, 50), (80, 24)])
  func otherSizesFit(columns: Int, rows: Int) {
    for (name, model) in Screens.all {
      let screen = TerminalScreen.screen(model, columns: columns, rows: rows)
      #expect(screen.columns == columns && screen.rows == rows, "\(name)")
      if !model.showsKeyPage { #expect(screen.text.contains(model.keys[0].word), "\(name)") }
    }
  }

  /// Tiles and free pictures have their characters too.
  @Test func stagesAreDrawnInCharacters() {
    let arcade = TerminalScreen.screen(Screens.deep(Screens.arcade, actions: 3)).text
    for letter in ["#", "o", "=", "M", "@", "$"] { #expect(arcade.contains(" \(letter) "), "\(letter)") }
    let picture = TerminalScreen.screen(
      Screens.deep(
        Scene(marks: [
          .polyline([Point(0, 400), Point(576, 400)], width: 2, .role(.ink)),
          .rectangle(Rectangle(240, 350, 98, 37), .role(.agent)),
        ]), actions: 2)
    ).text
    #expect(picture.contains("-----") && picture.contains("####"))
  }

  /// Larger boards show a window around the agent.
  @Test func largeBoardsFollowTheAgent() {
    var model = Screens.full()
    model.scene = Screens.board(columns: 40, rows: 30)
    model.scene.figures = [Figure(.agent, cell: 29 * 40 + 38)]
    model.cells = []
    #expect(TerminalScreen.screen(model).text.contains("@"))
  }

  /// A notice ends between words; a network's panel says what its numbers are.
  @Test func noticesAndTitlesAreWhole() {
    var model = Screens.full()
    model.notice = Notice(
      "Recording did not start: ffmpeg was not found.", "Install ffmpeg and press r, or press x for single pictures.")
    let whole = "\(model.notice?.what ?? "") \(model.notice?.next ?? "")"
    let line = TerminalScreen.screen(model).text.split(separator: "\n", omittingEmptySubsequences: false)[1]
    let shown = line.dropFirst(3).dropLast(2)
    #expect(line.count <= 80 && line.hasSuffix(" …") && whole.hasPrefix("\(shown) "), "\(line)")
    model = Screens.deep(Screens.arcade, actions: 3)
    model.deep?.actionsTitle = "Action probabilities"
    let text = TerminalScreen.screen(model).text
    #expect(text.contains("action probabilities") && !text.contains("action values") && !text.contains("optimum"))
  }

  /// Sentences and captions go on in the next line or end between words.
  @Test func wordsAreWhole() {
    var model = Screens.full()
    (model.curve.evaluations, model.curve.played, model.curve.range) = ([], [], nil)
    model.scene = Screens.board(columns: 5, rows: 5)
    model.scene.captions = ["The board for a passenger on board who wants to go to Y."]
    model.cells = []
    let lines = TerminalScreen.screen(model).text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[5].hasSuffix("  The curve begins when the first episode"), "\(lines[5])")
    #expect(lines[6].hasSuffix("  ends."), "\(lines[6])")
    #expect(lines[12].hasPrefix(" The board for a passenger on "), "\(lines[12])")
    #expect(lines[13].hasPrefix(" board who wants to go to Y. "), "\(lines[13])")
    let narrow = TerminalScreen.screen(model, columns: 80, rows: 20).text
    #expect(narrow.contains(" The board for a passenger on "), "\(narrow)")
    // A board that leaves one line.
    model.scene = Screens.board()
    model.scene.captions = ["The board for a passenger on board who wants to go to Y."]
    #expect(TerminalScreen.screen(model).text.contains("\n The board for a passenger on …"))
  }

  /// Returns far below the scale are marked as such.
  @Test func pointsBeyondTheScaleAreMarked() {
    var model = Screens.full()
    model.curve.range = -150...0
    model.curve.optimum = -13
    model.curve.evaluations = [Point(0, -900), Point(10, -800), Point(200, -14), Point(400, -13)]
    let lines = TerminalScreen.screen(model).text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[9].contains("▾") && !lines[3].contains("▴"), "\(lines[9])")
    let plain = TerminalScreen.screen(model, isUnicode: false).text
    #expect(plain.allSatisfy(\.isASCII) && plain.split(separator: "\n").contains { $0.contains("-150 v") }, "\(plain)")
    // As far as the line runs along the edge, it is marked.
    model.curve.evaluations = [Point(0, -900), Point(200, -14), Point(400, -13)]
    let held = TerminalScreen.screen(model).text.split(separator: "\n", omittingEmptySubsequences: false)[9]
    #expect(held.count { $0 == "▾" } == 13, "\(held)")
    model.curve.evaluations.removeFirst()
    #expect(!TerminalScreen.screen(model).text.contains("▾"))
  }

  @Test func picturesOfScenesAlone() {
    let lines = TerminalScreen.picture(of: Screens.board())
    #expect(lines.count >= 16 && lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.contains("(__)") } && lines.contains { $0.contains("####") })
  }

  @Test func decimals() {
    #expect(
      Decimals.text(0.0996, 3) == "0.100" && Decimals.text(-0.0001, 2) == "0.00" && Decimals.text(-12.5, 1) == "-12.5")
    #expect(Decimals.grouped(1_234_567) == "1,234,567" && Decimals.grouped(-999) == "-999")
    #expect(Decimals.short(9500) == "9.5k" && Decimals.short(120_000) == "120k" && Decimals.short(45_400_000) == "45M")
  }
}
