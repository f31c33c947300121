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

  /// The text of a data set's file.
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

  private static func text(_ file: tarn_embedded_file) -> String { String(decoding: bytes(file), as: UTF8.self) }

  private static func bytes(_ file: tarn_embedded_file) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }

  /// The files of a run that ships: its configuration as TOML, its record and readings packed by gzip, and the agent it ended
  /// with. They live as long as the process.
  public struct Run {
    /// Its `run.toml`.
    public let configuration: String
    /// Its `metrics.jsonl`, packed by gzip.
    public let metrics: UnsafeRawBufferPointer
    /// Its readings during training, packed by gzip.
    public let readings: UnsafeRawBufferPointer
    /// Its last checkpoint without experience, as safetensors.
    public let agent: UnsafeRawBufferPointer
  }

  /// A run that ships; nil for another name.
  public static func run(_ name: String) -> Run? {
    guard name == "breakout" else { return nil }
    return Run(
      configuration: text(tarn_run_breakout_configuration()), metrics: bytes(tarn_run_breakout_metrics()),
      readings: bytes(tarn_run_breakout_readings()), agent: bytes(tarn_run_breakout_agent()))
  }
}
