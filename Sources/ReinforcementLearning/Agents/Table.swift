/// A table [rows, columns] of numbers, row-major: action values, visit counts, traces.
///
/// Inside a ``TensorArchive`` it is stored as a tensor and only named in the JSON that surrounds it.
public struct Table<Element: TableElement>: Sendable, Hashable {
  /// Rows.
  public let rows: Int
  /// Columns.
  public let columns: Int
  /// Row after row.
  public var elements: [Element]

  /// The same number everywhere.
  public init(rows: Int, columns: Int, repeating element: Element) {
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: element, count: rows * columns)
  }

  /// The number in a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    @inline(__always) get { elements[row &* columns &+ column] }
    @inline(__always) _modify { yield &elements[row &* columns &+ column] }
  }

  /// A row, [columns].
  public func row(_ row: Int) -> [Element] { Array(elements[row * columns..<(row + 1) * columns]) }
}

/// A number that tables and tensor files can hold.
public protocol TableElement: Sendable, Hashable, Codable, BitwiseCopyable {
  /// The safetensors name of the type.
  static var tensorType: String { get }
}

extension Double: TableElement { public static var tensorType: String { "F64" } }
extension Float: TableElement { public static var tensorType: String { "F32" } }
extension Int64: TableElement { public static var tensorType: String { "I64" } }
extension UInt8: TableElement { public static var tensorType: String { "U8" } }

extension Table where Element: Comparable {
  /// The first column with the greatest element of a row.
  @inlinable
  public func argmax(inRow row: Int) -> Int {
    var best = 0
    for column in 1..<max(1, columns) where self[row, column] > self[row, best] { best = column }
    return best
  }

  /// The greatest element of a row.
  @inlinable @inline(__always)
  public func maximum(inRow row: Int) -> Element {
    let start = row &* columns
    var best = elements[start]
    for column in 1..<max(1, columns) {
      let element = elements[start &+ column]
      best = element > best ? element : best
    }
    return best
  }
}
