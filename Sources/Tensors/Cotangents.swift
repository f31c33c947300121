internal import CKernels

/// The derivatives of a scalar with respect to the tensors of a recording, while they are being collected.
///
/// The first contribution to a tensor is kept as it is, later ones are added: nothing is zeroed beforehand.
package struct Cotangents {
  private struct Slot {
    var tensor: Tensor?
    /// Nobody else sees this memory: more can be added in place.
    var isOwned = false
    /// Memory set aside for a variable, nothing in it yet.
    var isEmpty = false
  }

  private var slots: ContiguousArray<Slot> = []
  private var serial: UInt64 = 0

  package init() {}

  /// Sets `memory` aside for the derivative of the next variable.
  package mutating func appendDestination(_ memory: Tensor) {
    slots.append(Slot(tensor: memory, isOwned: true, isEmpty: true))
  }

  mutating func reserve(_ count: Int, serial: UInt64) {
    self.serial = serial
    while slots.count < count { slots.append(Slot()) }
  }

  package mutating func removeAll() { slots.removeAll(keepingCapacity: slots.count < 10_000) }

  /// Whether anybody asks for the derivative with respect to `x`.
  @inline(__always)
  package func needs(_ x: Tensor) -> Bool { x.node.serial == serial }

  /// The derivative found so far for the variable or operation `index`.
  package mutating func take(_ index: Int) -> Tensor? {
    let slot = slots[index]
    slots[index].tensor = nil
    return slot.isEmpty ? nil : slot.tensor
  }

  /// The derivative collected so far, left where it is.
  func current(_ index: Int) -> Tensor? { slots[index].isEmpty ? nil : slots[index].tensor }

  /// Whether the memory set aside for variable `index` was written.
  package func isWritten(_ index: Int) -> Bool { !slots[index].isEmpty }

  /// Adds `dx` to the derivative with respect to `x`.
  package mutating func add(_ dx: Tensor, to x: Tensor) {
    guard needs(x) else { return }
    let index = Int(x.node.index)
    precondition(dx.shape == x.shape, "the derivative \(dx.shape) does not have the shape \(x.shape) of its tensor")
    guard let held = slots[index].tensor else {
      slots[index] = Slot(tensor: dx.detached)
      return
    }
    let count = Int64(dx.elementCount)
    let type = dx.precision.kernelType
    if slots[index].isEmpty {
      held.pointer.copyMemory(from: dx.pointer, byteCount: Int(count) * dx.precision.byteCount)
      slots[index].isEmpty = false
    } else if slots[index].isOwned {
      tarn_add_scaled(type, 1, dx.pointer, held.pointer, count)
    } else {
      let sum = Tensor(uninitialized: dx.shape, precision: dx.precision)
      sum.pointer.copyMemory(from: held.pointer, byteCount: Int(count) * dx.precision.byteCount)
      tarn_add_scaled(type, 1, dx.pointer, sum.pointer, count)
      slots[index] = Slot(tensor: sum, isOwned: true)
    }
  }

  /// Lets `body` write the derivative with respect to `x` where it belongs, over what is there or added to it.
  @inline(__always)
  package mutating func write(to x: Tensor, _ body: (_ dx: UnsafeMutableRawPointer, _ accumulate: Bool) -> Void) {
    guard needs(x) else { return }
    let index = Int(x.node.index)
    if let held = slots[index].tensor, slots[index].isOwned {
      body(held.pointer, !slots[index].isEmpty)
      slots[index].isEmpty = false
    } else if slots[index].tensor == nil {
      let fresh = Tensor(uninitialized: x.shape, precision: x.precision)
      body(fresh.pointer, false)
      slots[index] = Slot(tensor: fresh, isOwned: true)
    } else {
      let fresh = Tensor(uninitialized: x.shape, precision: x.precision)
      body(fresh.pointer, false)
      add(fresh, to: x)
    }
  }
}
