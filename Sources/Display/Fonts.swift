internal import Assets
internal import CSDL2
public import Scenes

/// The window's typefaces at the sizes in use, opened from memory.
///
/// Fonts reopen when a size's pixel count changes. Glyphs are rendered once, white, and tinted when drawn.
public final class Fonts {
  private struct Key: Hashable {
    var face: TextMark.Face
    var pixels: Int32
  }

  private var opened: [Key: OpaquePointer] = [:]
  private var widths: [WidthKey: Double] = [:]
  private struct WidthKey: Hashable {
    var text: String
    var key: Key
  }

  /// Typefaces, of which each size is opened when it is first needed.
  ///
  /// - Throws: ``DisplayError`` where SDL cannot draw text.
  public init() throws(DisplayError) {
    guard TTF_WasInit() > 0 || TTF_Init() == 0 else { throw DisplayError.sdl("text could not be set up") }
  }

  deinit { for font in opened.values { TTF_CloseFont(font) } }

  func font(_ face: TextMark.Face, pixels: Int) -> OpaquePointer? {
    let key = Key(face: face, pixels: Int32(max(4, pixels)))
    if let font = opened[key] { return font }
    let bytes =
      switch face {
      case .regular: Assets.font(.regular)
      case .bold: Assets.font(.bold)
      case .mono: Assets.font(.monoBold)
      }
    guard let stream = SDL_RWFromConstMem(bytes.baseAddress, Int32(bytes.count)),
      let font = TTF_OpenFontRW(stream, 1, key.pixels)
    else { return nil }
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT)
    TTF_SetFontKerning(font, 0)
    opened[key] = font
    return font
  }

  /// Width in pixels of a line of text.
  func pixelWidth(_ text: String, face: TextMark.Face, pixels: Int) -> Double {
    let key = WidthKey(text: text, key: Key(face: face, pixels: Int32(pixels)))
    if let width = widths[key] { return width }
    guard let font = font(face, pixels: pixels) else { return 0 }
    var width: Int32 = 0
    TTF_SizeUTF8(font, text, &width, nil)
    if widths.count > 20_000 { widths.removeAll() }
    widths[key] = Double(width)
    return Double(width)
  }

  /// Measures text as it comes out at one scale.
  public func measure(scale: Double) -> Measure { Measure(fonts: self, scale: scale) }

  /// Widths of text at one scale.
  public struct Measure: TextMeasure {
    let fonts: Fonts
    let scale: Double

    public func width(of text: String, size: Double, face: TextMark.Face) -> Double {
      fonts.pixelWidth(text, face: face, pixels: Int((size * scale).rounded())) / scale
    }
  }
}

/// SDL could not do something.
public struct DisplayError: Error, CustomStringConvertible, Sendable {
  public let description: String

  static func sdl(_ what: String) -> DisplayError {
    DisplayError(description: "\(what): \(String(cString: SDL_GetError()))")
  }
}
