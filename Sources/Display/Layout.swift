public import Scenes

/// A laid-out screen: what to paint, and what can be pressed.
public struct Layout: Sendable {
  /// What to paint.
  public var drawing = Drawing()
  /// What can be pressed; later ones lie on top.
  public var targets: [Target] = []

  /// A place that answers to the mouse.
  public struct Target: Sendable, Hashable {
    /// What pressing it does.
    public enum Action: Sendable, Hashable {
      /// The same as this key.
      case key(String)
      /// Shows the episode of this number.
      case episode(Int)
      /// A share of the whole run, 0...1.
      case strip(Double)
    }

    /// Where it is, in units.
    public var place: Rectangle
    /// What pressing it does.
    public var action: Action
  }

  /// An empty screen.
  public init() {}

  /// Puts a mark on top of what is there.
  public mutating func add(_ mark: Mark) { drawing.add(mark) }

  /// Writes a line of text whose baseline lies at `baseline` and starts, has its middle or ends at `x`.
  public mutating func text(
    _ text: String, _ x: Double, _ baseline: Double, size: Double = 16, face: TextMark.Face = .regular,
    alignment: TextMark.Alignment = .left, paint: Paint = .role(.ink), on ground: Paint = .role(.ground)
  ) {
    add(
      .text(
        TextMark(
          text, at: Point(x, baseline), size: size, face: face, alignment: alignment, paint: paint, on: ground)))
  }

  /// Makes a place answer to the mouse.
  public mutating func target(_ place: Rectangle, _ action: Target.Action) {
    targets.append(Target(place: place, action: action))
  }

  /// What lies under a point; later targets lie on top.
  public func action(at point: Point) -> Target.Action? { targets.last { $0.place.contains(point) }?.action }
}

/// The size of a window in pixels and in units.
public struct Extent: Sendable, Hashable {
  /// Pixels across.
  public let pixelWidth: Int
  /// Pixels down.
  public let pixelHeight: Int
  /// Pixels a unit.
  public let scale: Double
  /// Units.
  public let width: Double
  /// Units from top to bottom, at least 800.
  public let height: Double

  /// The extent of so many pixels: as many to a unit as let 1280 x 800 units fit.
  public init(pixelWidth: Int, pixelHeight: Int) {
    self.pixelWidth = pixelWidth
    self.pixelHeight = pixelHeight
    scale = min(Double(pixelWidth) / 1280, Double(pixelHeight) / 800)
    width = Double(pixelWidth) / scale
    height = Double(pixelHeight) / scale
  }

  /// Height beyond 800, and how it is shared out.
  var spareHeight: Double { height - 800 }
  var timelineGrowth: Double { min(80, spareHeight / 2) }
  var plotGrowth: Double { 0.4 * (spareHeight - timelineGrowth) }
  var panelGrowth: Double { 0.6 * (spareHeight - timelineGrowth) }
}

/// Widths of text in units, as it will be painted.
public protocol TextMeasure {
  /// The width in units of a line of text of a size in units.
  func width(of text: String, size: Double, face: TextMark.Face) -> Double
}
