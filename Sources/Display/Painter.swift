internal import CSDL2
internal import Scenes

/// Paints drawings with an SDL renderer: the same marks whether it draws into a window or into memory.
final class Painter {
  let renderer: OpaquePointer
  let fonts: Fonts
  private var theme = Theme.day
  private var scale = 1.0
  private var glyphs: [GlyphKey: Glyph] = [:]
  private var vertices: [SDL_Vertex] = []
  private var indices: [Int32] = []

  private struct GlyphKey: Hashable {
    var character: Character
    var face: TextMark.Face
    var pixels: Int
  }

  private struct Glyph {
    var texture: OpaquePointer?
    var width: Int32
    var height: Int32
    var advance: Double
  }

  init(renderer: OpaquePointer, fonts: Fonts) {
    self.renderer = renderer
    self.fonts = fonts
    SDL_SetRenderDrawBlendMode(renderer, SDL_BLENDMODE_BLEND)
  }

  deinit { for glyph in glyphs.values { SDL_DestroyTexture(glyph.texture) } }

  /// Forgets textures, which some renderers lose when the window changes.
  func forgetTextures() {
    for glyph in glyphs.values { SDL_DestroyTexture(glyph.texture) }
    glyphs.removeAll()
  }

  func paint(_ drawing: Drawing, scale: Double, theme: Theme) {
    self.scale = scale
    self.theme = theme
    for mark in drawing.marks { paint(mark) }
    flush()
  }

  private func paint(_ mark: Mark) {
    switch mark {
    case .rectangle(let place, let paint): fill(pixels(place), theme.colour(paint))
    case .outline(let place, let width, let paint): outline(pixels(place), width, theme.colour(paint))
    case .polygon(let points, let paint): feathered(points.map(pixel), theme.colour(paint))
    case .polyline(let points, let width, let paint): line(points.map(pixel), width * scale, theme.colour(paint))
    case .circle(let centre, let radius, let paint):
      feathered(Self.circle(pixel(centre), radius * scale), theme.colour(paint))
    case .ring(let centre, let radius, let width, let paint):
      let points = Self.circle(pixel(centre), radius * scale)
      line(points + [points[0]], width * scale, theme.colour(paint))
    case .hairline(let start, let end, let paint): hairline(start, end, theme.colour(paint))
    case .text(let text): write(text)
    }
  }

  private func pixel(_ point: Point) -> Point { Point(point.x * scale, point.y * scale) }

  /// Both edges are rounded, never the width; a positive size is at least one pixel.
  private func pixels(_ place: Rectangle) -> SDL_Rect {
    let (left, top) = ((place.x * scale).rounded(), (place.y * scale).rounded())
    let (right, bottom) = ((place.right * scale).rounded(), (place.bottom * scale).rounded())
    return SDL_Rect(
      x: Int32(left), y: Int32(top), w: Int32(max(right - left, place.width > 0 ? 1 : 0)),
      h: Int32(max(bottom - top, place.height > 0 ? 1 : 0)))
  }

  private func fill(_ place: SDL_Rect, _ colour: Colour) {
    let (x, y, right, bottom) = (Double(place.x), Double(place.y), Double(place.x + place.w), Double(place.y + place.h))
    fan([Point(x, y), Point(right, y), Point(right, bottom), Point(x, bottom)], color(colour))
  }

  private func outline(_ place: SDL_Rect, _ width: Double, _ colour: Colour) {
    let thick = Int32(max(1, (width * scale).rounded()))
    fill(SDL_Rect(x: place.x, y: place.y, w: place.w, h: thick), colour)
    fill(SDL_Rect(x: place.x, y: place.y + place.h - thick, w: place.w, h: thick), colour)
    fill(SDL_Rect(x: place.x, y: place.y + thick, w: thick, h: place.h - 2 * thick), colour)
    fill(SDL_Rect(x: place.x + place.w - thick, y: place.y + thick, w: thick, h: place.h - 2 * thick), colour)
  }

  private func hairline(_ start: Point, _ end: Point, _ colour: Colour) {
    let (x, y) = (Int32((min(start.x, end.x) * scale).rounded()), Int32((min(start.y, end.y) * scale).rounded()))
    let width = Int32((abs(end.x - start.x) * scale).rounded())
    let height = Int32((abs(end.y - start.y) * scale).rounded())
    fill(SDL_Rect(x: x, y: y, w: max(1, width), h: max(1, height)), colour)
  }

  private func color(_ colour: Colour, alpha: Double = 1) -> SDL_Color {
    SDL_Color(r: colour.red, g: colour.green, b: colour.blue, a: UInt8((colour.alpha * alpha * 255).rounded()))
  }

  private func vertex(_ point: Point, _ color: SDL_Color) -> Int32 {
    vertices.append(
      SDL_Vertex(
        position: SDL_FPoint(x: Float(point.x), y: Float(point.y)), color: color, tex_coord: SDL_FPoint(x: 0, y: 0)))
    return Int32(vertices.count - 1)
  }

  private func fan(_ points: [Point], _ color: SDL_Color) {
    guard points.count > 2 else { return }
    let all = points.map { vertex($0, color) }
    for index in 1..<(all.count - 1) { indices += [all[0], all[index], all[index + 1]] }
    if vertices.count > 8000 { flush() }
  }

  /// A polygon whose edges fade over one pixel, half inside and half outside.
  private func feathered(_ points: [Point], _ colour: Colour) {
    var outline = points
    if Geometry.area(outline) < 0 { outline.reverse() }
    let inner = Geometry.offset(outline, by: -0.5)
    let outer = Geometry.offset(outline, by: 0.5)
    let (opaque, clear) = (color(colour), color(colour, alpha: 0))
    for triangle in Geometry.triangles(inner) {
      for corner in triangle { indices.append(vertex(inner[corner], opaque)) }
    }
    for index in outline.indices {
      let next = (index + 1) % outline.count
      let corners = [
        vertex(inner[index], opaque), vertex(inner[next], opaque), vertex(outer[next], clear),
        vertex(outer[index], clear),
      ]
      indices += [corners[0], corners[1], corners[2], corners[0], corners[2], corners[3]]
    }
    if vertices.count > 8000 { flush() }
  }

  /// A line: a quad for each segment with fading sides, and a disc at each joint.
  private func line(_ points: [Point], _ width: Double, _ colour: Colour) {
    let half = max(width, 1) / 2
    for (start, end) in zip(points, points.dropFirst()) {
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let length = (dx * dx + dy * dy).squareRoot()
      if length == 0 { continue }
      let (nx, ny) = (-dy / length, dx / length)
      let (opaque, clear) = (color(colour, alpha: min(1, max(width, 0.6))), color(colour, alpha: 0))
      func side(_ distance: Double, _ color: SDL_Color) -> (Int32, Int32) {
        (
          vertex(Point(start.x + nx * distance, start.y + ny * distance), color),
          vertex(Point(end.x + nx * distance, end.y + ny * distance), color)
        )
      }
      let inside = max(half - 0.5, 0)
      let rows = [side(-half - 0.5, clear), side(-inside, opaque), side(inside, opaque), side(half + 0.5, clear)]
      for (low, high) in zip(rows, rows.dropFirst()) { indices += [low.0, low.1, high.1, low.0, high.1, high.0] }
    }
    if width > 2.2, colour.alpha == 1 {
      for joint in points.dropFirst().dropLast() { feathered(Self.circle(joint, half, sides: 10), colour) }
    }
    if vertices.count > 8000 { flush() }
  }

  private static func circle(_ centre: Point, _ radius: Double, sides: Int? = nil) -> [Point] {
    let count = sides ?? max(12, Int(radius * 2))
    return (0..<count).map { index in
      let (cosine, sine) = Geometry.direction(Double(index) / Double(count))
      return Point(centre.x + radius * cosine, centre.y + radius * sine)
    }
  }

  /// Sends what has gathered to SDL.
  private func flush() {
    if !indices.isEmpty {
      SDL_RenderGeometry(renderer, nil, vertices, Int32(vertices.count), indices, Int32(indices.count))
    }
    vertices.removeAll(keepingCapacity: true)
    indices.removeAll(keepingCapacity: true)
  }

  private func write(_ mark: TextMark) {
    let pixels = Int((mark.size * scale).rounded())
    guard let font = fonts.font(mark.face, pixels: pixels) else { return }
    flush()
    let width = fonts.pixelWidth(mark.text, face: mark.face, pixels: pixels)
    var x = (mark.anchor.x * scale).rounded()
    switch mark.alignment {
    case .left: break
    case .centre: x -= (width / 2).rounded()
    case .right: x -= width
    }
    let top = (mark.anchor.y * scale).rounded() - Double(TTF_FontAscent(font))
    let colour = theme.colour(mark.paint)
    for character in mark.text {
      let glyph = glyph(character, mark.face, pixels, font)
      if let texture = glyph.texture {
        SDL_SetTextureColorMod(texture, colour.red, colour.green, colour.blue)
        var place = SDL_Rect(x: Int32(x), y: Int32(top), w: glyph.width, h: glyph.height)
        SDL_RenderCopy(renderer, texture, nil, &place)
      }
      x += glyph.advance
    }
  }

  private func glyph(_ character: Character, _ face: TextMark.Face, _ pixels: Int, _ font: OpaquePointer) -> Glyph {
    let key = GlyphKey(character: character, face: face, pixels: pixels)
    if let glyph = glyphs[key] { return glyph }
    var glyph = Glyph(
      texture: nil, width: 0, height: 0, advance: fonts.pixelWidth(String(character), face: face, pixels: pixels))
    let white = SDL_Color(r: 255, g: 255, b: 255, a: 255)
    if let surface = TTF_RenderUTF8_Blended(font, String(character), white) {
      glyph.texture = SDL_CreateTextureFromSurface(renderer, surface)
      SDL_SetTextureBlendMode(glyph.texture, SDL_BLENDMODE_BLEND)
      glyph.width = surface.pointee.w
      glyph.height = surface.pointee.h
      SDL_FreeSurface(surface)
    }
    glyphs[key] = glyph
    return glyph
  }
}
