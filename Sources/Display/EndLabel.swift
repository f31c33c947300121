internal import Scenes

/// A number and a word at the right end of a line.
struct EndLabel {
  var y: Double
  var value: Double?
  var decimals: Int
  var word: String
  var isBold = true
  var paint: Paint

  /// A space between them.
  private static let gap = 5.0

  /// The number with as many decimals as leave room for the word; without the word where nothing else helps.
  func texts(_ room: Double, _ measure: some TextMeasure) -> (number: String, word: String) {
    guard let value else { return ("", word) }
    let wordWidth = word.isEmpty ? 0 : measure.width(of: word, size: 16, face: .regular) + Self.gap
    for count in stride(from: decimals, through: 0, by: -1) {
      let number = Decimals.display(value, count)
      if measure.width(of: number, size: 16, face: .bold) + wordWidth <= room { return (number, word) }
    }
    return (Decimals.short(value).replacing("-", with: "−"), "")
  }

  /// Draws labels beside a plot, apart from each other and from what stands below the axis.
  static func add(
    _ labels: [EndLabel], _ plot: Rectangle, right: Double, measure: some TextMeasure, to layout: inout Layout
  ) {
    let places = spread(labels.map(\.y), gap: 22, within: (plot.y + 2)...max(plot.bottom - 6, plot.y + 2))
    for (label, place) in zip(labels, places) {
      let left = plot.right + 14
      let (number, word) = label.texts(right - left, measure)
      layout.text(number, left, place + 6, face: label.isBold ? .bold : .regular, paint: label.paint)
      let width = number.isEmpty ? 0 : measure.width(of: number, size: 16, face: .bold) + Self.gap
      let wordFace: TextMark.Face = number.isEmpty && label.isBold ? .bold : .regular
      if !word.isEmpty { layout.text(word, left + width, place + 6, face: wordFace, paint: label.paint) }
    }
  }

  /// Moves places apart to at least `gap`, keeping their order and staying within bounds.
  static func spread(_ places: [Double], gap: Double, within bounds: ClosedRange<Double>) -> [Double] {
    let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    var result = places
    var previous = -Double.infinity
    for index in order {
      result[index] = max(places[index], previous + gap, bounds.lowerBound)
      previous = result[index]
    }
    var limit = bounds.upperBound
    for index in order.reversed() {
      result[index] = min(result[index], limit)
      limit = result[index] - gap
    }
    return result
  }
}
