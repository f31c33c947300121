/// The actions of a batch, one a row: numbers, or reals.
public struct Actions: Sendable, Hashable {
  /// For discrete spaces.
  public var numbers: [Int32]
  /// For boxes: [rows, width].
  public var reals: [Float]
  /// Real numbers in an action; 0 where actions are numbers.
  public let width: Int

  /// Actions of `rows` rows, all 0.
  public init(rows: Int, space: Space) {
    width = if case .box(_, _, let shape) = space { shape.reduce(1, *) } else { 0 }
    numbers = Array(repeating: 0, count: width == 0 ? rows : 0)
    reals = Array(repeating: 0, count: rows * width)
  }
}

/// A type of action that a batch can hold.
public protocol ActionElement: SpaceElement, Codable, Hashable {
  /// The action in a row of a batch.
  init(row: Int, of actions: borrowing Actions)
  /// Puts the action into a row.
  func write(to row: Int, of actions: inout Actions)
}

extension Int: ActionElement {
  @inlinable @inline(__always)
  public init(row: Int, of actions: borrowing Actions) { self = Int(actions.numbers[row]) }
  @inlinable
  public func write(to row: Int, of actions: inout Actions) { actions.numbers[row] = Int32(self) }
}

/// One real action, as a force or a torque.
extension Float: ActionElement {
  public var spaceValue: SpaceValue { .reals([self]) }
  @inlinable @inline(__always)
  public init(row: Int, of actions: borrowing Actions) { self = actions.reals[row] }
  @inlinable
  public func write(to row: Int, of actions: inout Actions) { actions.reals[row] = self }
}
