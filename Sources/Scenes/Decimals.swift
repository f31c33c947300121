/// Numbers as people read them.
public enum Decimals {
  /// A fixed count of decimals, with a plain minus sign.
  public static func text(_ value: Double, _ count: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let scale = (0..<count).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return count == 0 ? sign + padded : sign + padded.dropLast(count) + "." + padded.suffix(count)
  }

  /// A whole number with commas between thousands.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// 950, 9.5k, 120k, 1.2M: for axes and rates.
  public static func short(_ value: Double) -> String {
    let magnitude = abs(value)
    for (unit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where magnitude >= unit {
      let scaled = value / unit
      return text(scaled, abs(scaled) < 10 && abs(scaled - scaled.rounded()) > 0.05 ? 1 : 0) + suffix
    }
    return text(value, magnitude < 10 && magnitude != magnitude.rounded() ? 1 : 0)
  }
}
