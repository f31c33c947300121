/// The version of Tarn, part of every run's configuration.
public enum Version {
  /// The version of this build.
  public static let current = "0.2.0"
}
