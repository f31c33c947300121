/// The bars of finished episodes.
public struct Timeline: Sendable, Hashable {
  /// A finished episode.
  public struct Bar: Sendable, Hashable {
    /// Its number in the run, from 1.
    public var episode: Int
    /// Steps.
    public var length: Double
    /// The undiscounted sum of its rewards.
    public var `return`: Double
    /// Whether a person played at least a part of it.
    public var isHuman: Bool

    /// An episode by its number, its steps and its return.
    public init(episode: Int, length: Double, return: Double, isHuman: Bool) {
      self.episode = episode
      self.length = length
      self.return = `return`
      self.isHuman = isHuman
    }
  }

  /// The newest episodes, oldest first.
  public var bars: [Bar] = []
  /// Mean return of the episodes under each column of the strip, 0 for the lowest and 1 for the highest.
  public var strip: [Double] = []
  /// Share of the run that the bars cover, 0...1.
  public var window = 0.0...1.0
  /// The episode shown, and whether it is the live one.
  public var cursor = 1
  /// Whether the newest moment is shown.
  public var isLive = true
  /// All returns there can be, where they are few, as for success and failure; otherwise colours span the bars shown.
  public var possibleReturns: ClosedRange<Double>?
  /// First episode of a branch, marked by a line with its name.
  public var branchStart: Int?
  /// The name at that line.
  public var branchName = ""

  /// No episodes.
  public init() {}

  /// The newest bars, as many as there is room for, with what their heights and colours are relative to.
  public func shown(_ capacity: Int) -> Shown { Shown(bars: bars.suffix(capacity), possible: possibleReturns) }

  /// Bars beside each other, each in relation to the others.
  public struct Shown: Sendable, Hashable {
    /// The bars there is room for.
    public let bars: ArraySlice<Bar>
    private let longest: Double
    private let returns: ClosedRange<Double>

    init(bars: ArraySlice<Bar>, possible: ClosedRange<Double>?) {
      self.bars = bars
      longest = max(bars.map(\.length).max() ?? 1, 1)
      let all = bars.map(\.return)
      let (low, high) = (all.min() ?? 0, all.max() ?? 0)
      returns = possible.map { min($0.lowerBound, low)...max($0.upperBound, high) } ?? low...high
    }

    /// A fifth for the shortest, so that it is still a bar, to 1 for the longest.
    public func height(of bar: Bar) -> Double { max(0.2, bar.length / longest) }

    /// From 0 for the lowest return shown to 1 for the highest.
    public func depth(of bar: Bar) -> Double {
      let width = returns.upperBound - returns.lowerBound
      return width > 0 ? (bar.return - returns.lowerBound) / width : 0.5
    }

    /// What heights and colours mean, in the words of the theme's ramp.
    public func scale(_ theme: Theme) -> String {
      let width = returns.upperBound - returns.lowerBound
      guard width > 0 else { return "height: length    colour: return, always \(number(returns.lowerBound))" }
      let (least, most) = (number(returns.lowerBound), number(returns.upperBound))
      let (low, high) = theme.rampWords
      return "height: length    colour: return, \(least) \(low) to \(most) \(high)"
    }

    /// As few decimals as tell the two ends apart.
    private func number(_ value: Double) -> String {
      let width = returns.upperBound - returns.lowerBound
      let isWhole = value == value.rounded() || width >= 20
      return Decimals.text(value, isWhole ? 0 : 2).replacing("-", with: "−")
    }
  }
}
