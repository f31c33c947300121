#if canImport(Glibc)
  internal import Glibc
#endif
public import Randomness
public import Tensors

/// Random changes to training examples that leave their labels true; each draws anew for every example.
public struct Augmentation: Sendable, Hashable, Codable {
  /// Mirrors left and right with this probability (images).
  public var flip = 0.0
  /// Shifts up to this many pixels each way, zeros moving in (images).
  public var shift = 0.0
  /// Scales by up to this share, larger or smaller (images).
  public var zoom = 0.0
  /// Turns by up to this many degrees (images).
  public var rotation = 0.0
  /// Adds normal noise of this deviation to every element (anything).
  public var noise = 0.0

  /// Nothing is changed unless it is asked for.
  public init(flip: Double = 0, shift: Double = 0, zoom: Double = 0, rotation: Double = 0, noise: Double = 0) {
    (self.flip, self.shift, self.zoom, self.rotation, self.noise) = (flip, shift, zoom, rotation, noise)
  }

  /// Whether it changes nothing.
  public var isIdentity: Bool { self == Augmentation() }
  /// Whether it does anything that only images can have done to them.
  public var needsImages: Bool { flip > 0 || shift > 0 || zoom > 0 || rotation > 0 }

  /// - Parameter batch: [batch, height, width, channels] where ``needsImages``, otherwise any shape.
  public func callAsFunction(_ batch: Tensor, using random: inout some RandomSource) -> Tensor {
    if isIdentity { return batch }
    var elements = batch.elements
    if needsImages {
      precondition(batch.rank == 4, "only images [batch, height, width, channels] can be moved, not \(batch.shape)")
      let size = elements.count / max(batch.shape[0], 1)
      for example in 0..<batch.shape[0] {
        let moved = move(
          elements[(example * size)..<((example + 1) * size)], batch.shape[1], batch.shape[2], batch.shape[3], &random)
        elements.replaceSubrange((example * size)..<((example + 1) * size), with: moved)
      }
    }
    if noise > 0 { for index in elements.indices { elements[index] += Float(noise * random.nextNormal()) } }
    return Tensor(elements, shape: batch.shape)
  }

  /// One affine map of the image about its centre, read back with bilinear interpolation.
  private func move(
    _ image: ArraySlice<Float>, _ height: Int, _ width: Int, _ channels: Int, _ random: inout some RandomSource
  ) -> [Float] {
    func draw(_ limit: Double) -> Double { limit > 0 ? limit * (2 * random.nextDouble() - 1) : 0 }
    let isFlipped = flip > 0 && random.nextDouble() < flip
    let (dy, dx) = (draw(shift), draw(shift))
    let scale = 1 + draw(zoom)
    let angle = draw(rotation) * .pi / 180
    let (cosine, sine) = (cos(angle) / scale, sin(angle) / scale)
    let (middleY, middleX) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let start = image.startIndex
    func pixel(_ y: Int, _ x: Int, _ c: Int) -> Float {
      y >= 0 && y < height && x >= 0 && x < width ? image[start + (y * width + x) * channels + c] : 0
    }
    var result = [Float](repeating: 0, count: image.count)
    for y in 0..<height {
      for x in 0..<width {
        let (fromY, fromX) = (Double(y) - dy - middleY, Double(x) - dx - middleX)
        let sourceY = cosine * fromY - sine * fromX + middleY
        var sourceX = sine * fromY + cosine * fromX + middleX
        if isFlipped { sourceX = Double(width - 1) - sourceX }
        let (top, left) = (sourceY.rounded(.down), sourceX.rounded(.down))
        let (v, u) = (Float(sourceY - top), Float(sourceX - left))
        let (row, column) = (Int(top), Int(left))
        for c in 0..<channels {
          let upper = pixel(row, column, c) * (1 - u) + pixel(row, column + 1, c) * u
          let lower = pixel(row + 1, column, c) * (1 - u) + pixel(row + 1, column + 1, c) * u
          result[(y * width + x) * channels + c] = upper * (1 - v) + lower * v
        }
      }
    }
    return result
  }
}
