internal import CSDL2
public import Scenes

/// A picture in memory: draws without a display, saves, and hands out its pixels.
public final class Canvas {
  /// Its size in pixels and in units.
  public let extent: Extent
  /// The typefaces it draws with.
  public let fonts: Fonts
  private let surface: UnsafeMutablePointer<SDL_Surface>
  private let renderer: OpaquePointer
  private let painter: Painter

  /// An empty picture; `fonts` can be shared between several.
  ///
  /// - Throws: ``DisplayError`` where SDL cannot make a picture of that size.
  public init(pixelWidth: Int = 1280, pixelHeight: Int = 800, fonts: Fonts? = nil) throws(DisplayError) {
    extent = Extent(pixelWidth: pixelWidth, pixelHeight: pixelHeight)
    let fonts = if let fonts { fonts } else { try Fonts() }
    self.fonts = fonts
    guard
      let surface = SDL_CreateRGBSurfaceWithFormat(
        0, Int32(pixelWidth), Int32(pixelHeight), 32, SDL_PIXELFORMAT_ABGR8888.rawValue)
    else { throw DisplayError.sdl("a picture of \(pixelWidth) x \(pixelHeight) pixels could not be made") }
    guard let renderer = SDL_CreateSoftwareRenderer(surface) else {
      SDL_FreeSurface(surface)
      throw DisplayError.sdl("drawing could not be set up")
    }
    self.surface = surface
    self.renderer = renderer
    painter = Painter(renderer: renderer, fonts: fonts)
  }

  deinit {
    painter.forgetTextures()
    SDL_DestroyRenderer(renderer)
    SDL_FreeSurface(surface)
  }

  /// Measures text as it comes out in this picture.
  public var measure: Fonts.Measure { fonts.measure(scale: extent.scale) }

  /// Paints a drawing over what is there.
  public func paint(_ drawing: Drawing, theme: Theme) {
    painter.paint(drawing, scale: extent.scale, theme: theme)
    SDL_RenderPresent(renderer)
  }

  /// Rows of RGBA bytes, top to bottom, without padding.
  public func withPixels<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let count = Int(surface.pointee.pitch) * Int(surface.pointee.h)
    return try body(UnsafeRawBufferPointer(start: surface.pointee.pixels, count: count))
  }

  /// One pixel as 0xRRGGBB.
  public func pixel(_ x: Int, _ y: Int) -> UInt32 {
    withPixels { bytes in
      let place = y * Int(surface.pointee.pitch) + 4 * x
      return UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
    }
  }

  /// Writes a PNG file; `path` gets it whole or not at all.
  public func savePNG(_ path: String) throws(DisplayError) {
    let temporary = path + ".partial"
    guard IMG_SavePNG(surface, temporary) == 0 else {
      throw DisplayError.sdl("cannot write picture '\(path)'")
    }
    guard PictureFile.publish(temporary, as: path) else {
      throw DisplayError(description: "cannot write picture '\(path)': the file cannot be put in its place")
    }
  }
}
