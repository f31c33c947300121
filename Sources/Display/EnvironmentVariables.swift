#if canImport(Glibc)
  import Glibc
#endif

enum EnvironmentVariables {
  /// Whether a variable has a value.
  static func isSet(_ name: String) -> Bool { getenv(name).map { $0.pointee != 0 } ?? false }
}
