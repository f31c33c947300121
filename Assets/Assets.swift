internal import CAssets

/// The files that ship inside the binary.
public enum Assets {
  /// The typefaces of the window: B612, under the SIL Open Font License (see `Assets/Fonts`).
  public enum Font: CaseIterable, Sendable {
    case regular, bold, monoBold
  }

  /// The bytes of a font file; they live as long as the process.
  public static func font(_ font: Font) -> UnsafeRawBufferPointer {
    let file =
      switch font {
      case .regular: tarn_font_regular()
      case .bold: tarn_font_bold()
      case .monoBold: tarn_font_mono_bold()
      }
    return UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }
}
