/// Hears of every operation of this thread.
protocol OperationObserver: AnyObject {
  func observe(_ name: StaticString, _ result: Tensor, operands: [Tensor])
  /// The operation `index` has handed its derivative on to its operands.
  func derivativeEnded(of index: Int, _ cotangents: Cotangents)
}

/// Runs `body` with an observer.
private func observing<R>(_ observer: any OperationObserver, _ body: () throws -> R) rethrows -> R {
  let state = ThreadState.current
  let before = state.pointee.observer
  state.pointee.observer = observer
  defer { state.pointee.observer = before }
  return try body()
}

/// The first operation whose result was not finite although its operands were.
public struct NonFiniteError: Error, Hashable, CustomStringConvertible {
  /// The operation's name; "derivative of NAME" if it happened on the way back.
  public var operation: String
  /// The shape of its result.
  public var shape: Shape
  /// The row-major index of the first NaN or infinity, and what is there.
  public var index: Int
  /// The NaN or the infinity that is there.
  public var value: Double

  public var description: String {
    "the operation '\(operation)' made \(value) at element \(index) of a result of shape \(shape)"
  }
}

/// Runs `body` and looks at the result of every tensor operation, forwards and backwards.
///
/// - Throws: ``NonFiniteError`` naming the first operation that made a NaN or an infinity.
public func findingNonFinite<R>(_ body: () throws -> R) throws -> R {
  let finder = NonFiniteFinder()
  let result = try observing(finder, body)
  if let error = finder.error { throw error }
  return result
}

private final class NonFiniteFinder: OperationObserver {
  var error: NonFiniteError?
  private var operations: [Int: (name: StaticString, operands: [Int])] = [:]

  func observe(_ name: StaticString, _ result: Tensor, operands: [Tensor]) {
    if result.node.serial != 0 {
      let own = operands.filter { $0.node.serial == result.node.serial }.map { Int($0.node.index) }
      operations[Int(result.node.index)] = (name, own)
    }
    look("\(name)", result)
  }

  func derivativeEnded(of index: Int, _ cotangents: Cotangents) {
    guard let (name, operands) = operations[index] else { return }
    for operand in operands {
      if let slope = cotangents.current(operand) { look("derivative of \(name)", slope) }
    }
  }

  private func look(_ operation: @autoclosure () -> String, _ result: Tensor) {
    guard error == nil, let index = result.firstNonFinite else { return }
    error = NonFiniteError(
      operation: operation(), shape: result.shape, index: index, value: result.element(at: index))
  }
}

/// The operations of a computation as a picture: nodes in order of computation, with their shapes.
public struct ComputationGraph: Sendable, Hashable {
  /// An operation, a variable or a constant.
  public struct Node: Sendable, Hashable {
    /// The operation's name.
    public var name: String
    /// The shape of its result.
    public var shape: Shape
    /// The nodes it was computed from, by index.
    public var operands: [Int]
  }

  /// In topological order.
  public var nodes: [Node] = []

  /// Everything that `function` computes from `variables`; constants appear where they are used.
  public init(at variables: [Tensor], of function: ([Tensor]) throws -> Tensor) rethrows {
    let trace = GraphTrace()
    try observing(trace) {
      try Tape.recording { tape in _ = try function(variables.map { tape.variable($0) }) }
    }
    nodes = trace.nodes
  }

  init(nodes: [Node]) { self.nodes = nodes }

  /// What `body` records, whichever way it takes a gradient.
  public static func traced(_ body: () throws -> Void) rethrows -> ComputationGraph {
    let trace = GraphTrace()
    try observing(trace, body)
    return ComputationGraph(nodes: trace.nodes)
  }

  /// Graphviz's language: `dot -Tsvg` draws it.
  public var dot: String {
    var lines = ["digraph computation {", "  rankdir=LR;", "  node [shape=box, fontname=\"sans-serif\"];"]
    for (index, node) in nodes.enumerated() {
      let style =
        switch node.name {
        case "variable": ", style=filled, fillcolor=\"#CDE8F6\""
        case "constant": ", style=filled, fillcolor=\"#EEEEEE\""
        default: ""
        }
      lines.append("  n\(index) [label=\"\(index): \(node.name)\\n\(node.shape)\"\(style)];")
    }
    for (index, node) in nodes.enumerated() {
      for operand in node.operands { lines.append("  n\(operand) -> n\(index);") }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }
}

private final class GraphTrace: OperationObserver {
  var nodes: [ComputationGraph.Node] = []
  private var places: [Tensor.Node: Int] = [:]

  func observe(_ name: StaticString, _ result: Tensor, operands: [Tensor]) {
    // Operations on constants alone are constants.
    guard result.node.serial != 0, operands.isEmpty || operands.contains(where: { places[$0.node] != nil }) else {
      return
    }
    let sources = operands.map { operand in
      if let place = places[operand.node] { return place }
      nodes.append(ComputationGraph.Node(name: "constant", shape: operand.shape, operands: []))
      return nodes.count - 1
    }
    places[result.node] = nodes.count
    nodes.append(ComputationGraph.Node(name: "\(name)", shape: result.shape, operands: sources))
  }

  func derivativeEnded(of index: Int, _ cotangents: Cotangents) {}
}
