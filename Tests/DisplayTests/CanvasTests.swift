import Display
import Foundation
import Scenes
import TestSupport
import Testing

struct CanvasTests {
  @Test func picturesAreTheSameTwiceAndShowTheRoles() throws {
    for theme in Theme.allCases {
      func picture() throws -> [UInt8] {
        let canvas = try Canvas()
        let layout = TabularScreen.layout(Screens.full(), extent: canvas.extent, measure: canvas.measure)
        canvas.paint(layout.drawing, theme: theme)
        // A corner of the ground, the play button, and the agent's frame.
        func role(_ role: ColourRole) -> UInt32 {
          let colour = theme.colour(.role(role))
          return UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
        }
        #expect(canvas.pixel(4, 790) == role(.ground))
        #expect(canvas.pixel(28, 694) == role(.ink))
        #expect(canvas.pixel(24 + 2 * 72, 64 + 72 - 2) == role(.agent))
        return canvas.withPixels { Array($0) }
      }
      #expect(try picture() == picture())
    }
  }

  @Test func aPersonPlayingShowsInTheFrame() throws {
    let canvas = try Canvas()
    let layout = TabularScreen.layout(Screens.full(.human), extent: canvas.extent, measure: canvas.measure)
    canvas.paint(layout.drawing, theme: .day)
    for (x, y) in [(2, 400), (1278, 400), (640, 798), (640, 8)] { #expect(canvas.pixel(x, y) == 0xad2a75) }
  }

  @Test func filesAppearWholeOrNotAtAll() throws {
    try TarnBinary.withFolder { folder throws in
      let canvas = try Canvas(pixelWidth: 320, pixelHeight: 200)
      canvas.paint(Drawing(), theme: .day)
      let path = folder.appending(path: "a.png").path
      try canvas.savePNG(path)
      #expect(try Data(contentsOf: URL(filePath: path)).prefix(4) == Data([0x89, 0x50, 0x4e, 0x47]))
      #expect(throws: DisplayError.self) { try canvas.savePNG("/no/such/a.png") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
      #expect(throws: DisplayError.self) { try Recorder("a.avi", width: 2, height: 2) }
    }
  }

  @Test func fontsAreInside() throws {
    let measure = try Fonts().measure(scale: 1)
    // All figures are equally wide, also without font features.
    let widths = Set((0...9).map { measure.width(of: "\($0)", size: 18, face: .bold) })
    #expect(widths.count == 1 && widths.first ?? 0 > 5)
    for sign in ["←", "↓", "→", "↑", "−", "×", "·", "–", "λ"] {
      #expect(measure.width(of: sign, size: 18, face: .regular) > 2, "\(sign)")
    }
  }

  @Test func ticksAreRound() {
    #expect(Ticks.within(0...1, most: 5).map(\.text) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
    #expect(Ticks.within(0...8413, most: 6, short: true).map(\.text) == ["0", "2k", "4k", "6k", "8k"])
    #expect(Ticks.within(-80...20, most: 5).count <= 5)
    #expect(!Ticks.within(3...3, most: 5).isEmpty)
  }
}
