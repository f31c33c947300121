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

extension Assets {
  /// The data sets that ship inside the binary, as comma-separated values with a header; sources in `Assets/Data`.
  public enum DataSet: Sendable {
    case digits, iris, wine
  }

  public static func dataSet(_ set: DataSet) -> String {
    let file =
      switch set {
      case .digits: tarn_data_digits()
      case .iris: tarn_data_iris()
      case .wine: tarn_data_wine()
      }
    return text(file)
  }

  /// Settings that suit agents in environments, as TOML; the file is `Assets/Tuned/tuned.toml`.
  public static var tunedSettings: String { text(tarn_tuned()) }

  private static func text(_ file: tarn_embedded_file) -> String {
    String(decoding: UnsafeRawBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }
}
