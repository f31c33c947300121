/// A picture in units, as a list of marks: what a layout returns and a painter paints.
public struct Drawing: Sendable, Hashable {
  /// In the order of painting: later ones lie on top.
  public var marks: [Mark] = []

  /// An empty picture.
  public init() {}

  /// Puts a mark on top of the others.
  public mutating func add(_ mark: Mark) { marks.append(mark) }
}

/// One thing to paint. Coordinates are in units of the layout, y downwards.
public enum Mark: Sendable, Hashable {
  /// A filled rectangle.
  case rectangle(Rectangle, Paint)
  /// The rectangle's outline, `width` units wide, drawn inside it; 0 for one pixel.
  case outline(Rectangle, width: Double, Paint)
  /// A filled polygon (convex, or simple), edges smoothed.
  case polygon([Point], Paint)
  /// A line through the points, `width` units wide.
  case polyline([Point], width: Double, Paint)
  /// A filled disc around its centre.
  case circle(Point, radius: Double, Paint)
  /// A circle's outline around its centre, `width` units wide.
  case ring(Point, radius: Double, width: Double, Paint)
  /// One pixel wide whatever the scale.
  case hairline(Point, Point, Paint)
  /// A line of text.
  case text(TextMark)
}

/// A place in units, or a pair of numbers of a plot.
public struct Point: Sendable, Hashable {
  /// To the right, and downwards in a layout; upwards in a plot.
  public var x, y: Double

  /// The point (x, y).
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle in units, y downwards.
public struct Rectangle: Sendable, Hashable {
  /// The left upper corner, and the extents from there.
  public var x, y, width, height: Double

  /// A rectangle from its left upper corner, its width and its height.
  public init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// x of the right edge.
  public var right: Double { x + width }
  /// y of the lower edge.
  public var bottom: Double { y + height }

  /// Whether a point lies in it; of the edges the left and the upper one belong to it.
  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < right && point.y >= y && point.y < bottom
  }

  /// The rectangle with all four edges moved inwards.
  public func inset(by margin: Double) -> Rectangle {
    Rectangle(x + margin, y + margin, width - 2 * margin, height - 2 * margin)
  }
}

/// A line of text, placed by its baseline.
public struct TextMark: Sendable, Hashable {
  /// Which part of the line stands at its anchor: its start, its middle, its end.
  public enum Alignment: Sendable, Hashable { case left, centre, right }
  /// The typeface: proportional in two weights, or all characters equally wide.
  public enum Face: Sendable, Hashable { case regular, bold, mono }

  /// One line, without breaks.
  public var text: String
  /// Where the baseline starts, has its middle, or ends, as `alignment` says.
  public var anchor: Point
  /// The height of the typeface in units.
  public var size: Double
  /// Its typeface.
  public var face: Face
  /// What of it stands at ``anchor``.
  public var alignment: Alignment
  /// The colour of the letters.
  public var paint: Paint
  /// What the text stands on, for the contrast check.
  public var ground: Paint

  /// A line of text at its anchor; `ground` is what it stands on.
  public init(
    _ text: String, at anchor: Point, size: Double = 16, face: Face = .regular, alignment: Alignment = .left,
    paint: Paint = .role(.ink), on ground: Paint = .role(.ground)
  ) {
    self.text = text
    self.anchor = anchor
    self.size = size
    self.face = face
    self.alignment = alignment
    self.paint = paint
    self.ground = ground
  }
}
