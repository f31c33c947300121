/// A picture in units, as a list of marks: what a layout returns and a painter paints.
public struct Drawing: Sendable, Hashable {
  public var marks: [Mark] = []

  public init() {}

  public mutating func add(_ mark: Mark) { marks.append(mark) }
}

/// One thing to paint. Coordinates are in units of the layout, y downwards.
public enum Mark: Sendable, Hashable {
  case rectangle(Rectangle, Paint)
  /// The rectangle's outline, `width` units wide, drawn inside it; 0 for one pixel.
  case outline(Rectangle, width: Double, Paint)
  /// A filled polygon (convex, or simple), edges smoothed.
  case polygon([Point], Paint)
  case polyline([Point], width: Double, Paint)
  case circle(Point, radius: Double, Paint)
  case ring(Point, radius: Double, width: Double, Paint)
  /// One pixel wide whatever the scale.
  case hairline(Point, Point, Paint)
  case text(TextMark)
}

public struct Point: Sendable, Hashable {
  public var x, y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

public struct Rectangle: Sendable, Hashable {
  public var x, y, width, height: Double

  public init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var right: Double { x + width }
  public var bottom: Double { y + height }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < right && point.y >= y && point.y < bottom
  }

  public func inset(by margin: Double) -> Rectangle {
    Rectangle(x + margin, y + margin, width - 2 * margin, height - 2 * margin)
  }
}

/// A line of text, placed by its baseline.
public struct TextMark: Sendable, Hashable {
  public enum Alignment: Sendable, Hashable { case left, centre, right }
  public enum Face: Sendable, Hashable { case regular, bold, mono }

  public var text: String
  /// Where the baseline starts, has its middle, or ends, as `alignment` says.
  public var anchor: Point
  public var size: Double
  public var face: Face
  public var alignment: Alignment
  public var paint: Paint
  /// What the text stands on, for the contrast check.
  public var ground: Paint

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
