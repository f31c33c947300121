public import Scenes

/// Round numbers along an axis.
public struct Ticks {
  /// Its place on the axis.
  public var value: Double
  /// As written beside it.
  public var text: String

  /// Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten, at most `most` of them, no two with the same text.
  ///
  /// - Parameter whole: for counts, of which there are no halves.
  public static func within(
    _ range: ClosedRange<Double>, most: Int, short: Bool = false, whole: Bool = false
  ) -> [Ticks] {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      return [Ticks(value: range.lowerBound, text: Decimals.display(range.lowerBound, 2))]
    }
    var scale = 1.0
    while scale * 10 < width { scale *= 10 }
    while scale > width { scale /= 10 }
    let steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5].map { $0 * scale }
    let step =
      steps.first { width / $0 <= Double(most - 1) + 1e-9 && (!whole || $0 >= 1 && $0 == $0.rounded()) }
      ?? (whole ? width.rounded(.up) : width)
    var decimals = 0
    var probe = step
    while abs(probe - probe.rounded()) > 1e-9 * max(1, abs(probe)), decimals < 9 {
      probe *= 10
      decimals += 1
    }
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    var texts: Set<String> = []
    return stride(from: first, through: last, by: 1).compactMap { index in
      let value = index * step
      let text = short ? Decimals.exact(value) : Decimals.display(value, decimals)
      return texts.insert(text).inserted ? Ticks(value: value, text: text) : nil
    }
  }
}

extension Ticks {
  /// A range that starts and ends on round numbers around two values.
  public static func around(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (low, high) = (min(low, high), max(low, high, min(low, high) + max(abs(low) * 0.01, 1e-3)))
    let ticks = within(low...high, most: 6)
    let step = ticks.count > 1 ? ticks[1].value - ticks[0].value : high - low
    // A value on the end would have no bar at all.
    let from = ((low / step + 1e-9).rounded(.down) * step, (low - step / 4) / step)
    return min(from.0, from.1.rounded(.down) * step)...(high / step - 1e-9).rounded(.up) * step
  }

  /// A round number with no more decimals than it has.
  public static func text(_ value: Double) -> String {
    let decimals = (0...5).first { count in
      let scale = (0..<count).reduce(1.0) { product, _ in product * 10 }
      return abs(value * scale - (value * scale).rounded()) < 1e-6 * max(1, abs(value * scale))
    }
    return Decimals.display(value, decimals ?? 6)
  }
}

extension Decimals {
  /// A fixed count of decimals with the true minus sign, for the window.
  public static func display(_ value: Double, _ count: Int) -> String {
    text(value, count).replacing("-", with: "−")
  }

  /// 950, 12.5k, 1.2M: with as many decimals as the number has, at most three.
  static func exact(_ value: Double) -> String {
    let magnitude = abs(value)
    let (unit, suffix) = [(1e9, "G"), (1e6, "M"), (1e3, "k")].first { magnitude >= $0.0 } ?? (1, "")
    let scaled = value / unit
    let count = (0..<3).first { count in
      let shifted = scaled * Logarithm.powerOfTen(count)
      return abs(shifted - shifted.rounded()) < 1e-6 * max(1, abs(shifted))
    }
    return display(scaled, count ?? 3) + suffix
  }
}
