internal import CKernels

/// How a window meets the border of an image.
public enum Padding: Sendable, Hashable {
  /// Windows lie inside: output floor((w - f) / s) + 1.
  case valid
  /// Zeros outside so that the output is ceil(w / s); an odd one goes after (as TensorFlow does).
  case same
  /// This many zeros on each side: output floor((w - f + 2p) / s) + 1.
  case explicit(height: Int, width: Int)
}

/// The geometry of windows over images [batch, height, width, channels].
struct Windows {
  var kernel: tarn_window

  /// - Precondition: the window fits into the padded image.
  init(_ name: StaticString, image: Shape, window: (Int, Int), stride: (Int, Int), padding: Padding) {
    precondition(image.rank == 4, "\(name): an image is [batch, height, width, channels], not \(image)")
    precondition(stride.0 > 0 && stride.1 > 0, "\(name): strides \(stride) are not above 0")
    func extent(_ size: Int, _ window: Int, _ stride: Int, _ explicit: Int) -> (out: Int, before: Int) {
      switch padding {
      case .valid: return ((size - window) / stride + 1, 0)
      case .same:
        let out = (size + stride - 1) / stride
        return (out, Swift.max((out - 1) * stride + window - size, 0) / 2)
      case .explicit: return ((size - window + 2 * explicit) / stride + 1, explicit)
      }
    }
    var explicit = (0, 0)
    if case .explicit(let height, let width) = padding { explicit = (height, width) }
    let (height, top) = extent(image[1], window.0, stride.0, explicit.0)
    let (width, left) = extent(image[2], window.1, stride.1, explicit.1)
    let fits = padding == .same || (image[1] + 2 * explicit.0 >= window.0 && image[2] + 2 * explicit.1 >= window.1)
    precondition(
      fits && height > 0 && width > 0,
      "\(name): a window of \(window.0) x \(window.1) does not fit into \(image) with padding \(padding)")
    kernel = tarn_window(
      batch: Int64(image[0]), height: Int64(image[1]), width: Int64(image[2]), channels: Int64(image[3]),
      window_height: Int64(window.0), window_width: Int64(window.1), stride_height: Int64(stride.0),
      stride_width: Int64(stride.1), pad_top: Int64(top), pad_left: Int64(left), out_height: Int64(height),
      out_width: Int64(width))
  }

  /// Windows of all images.
  var count: Int { Int(kernel.batch * kernel.out_height * kernel.out_width) }
  /// Elements of a window.
  var size: Int { Int(kernel.window_height * kernel.window_width * kernel.channels) }

  func outputShape(channels: Int) -> Shape {
    [Int(kernel.batch), Int(kernel.out_height), Int(kernel.out_width), channels]
  }
}

extension Tensor {
  /// Cross-correlation of images with a bank of filters, plus a bias, through an activation: one operation.
  ///
  /// - Parameters:
  ///   - filters: [height, width, channels, filters]; `self` is [batch, height, width, channels].
  ///   - bias: [filters], or nil.
  /// - Returns: [batch, out height, out width, filters].
  public func convolved(
    filters: Tensor, bias: Tensor?, stride: (Int, Int) = (1, 1), padding: Padding = .valid,
    activation: DenseActivation = .linear
  ) -> Tensor {
    precondition(
      filters.rank == 4 && rank == 4 && filters.shape[2] == shape[3],
      "convolved: filters \(filters.shape) do not fit images \(shape)")
    var windows = Windows(
      "convolved", image: shape, window: (filters.shape[0], filters.shape[1]), stride: stride, padding: padding)
    let columns = Tensor(uninitialized: [windows.count, windows.size], precision: precision)
    tarn_columns(precision.kernelType, pointer, columns.pointer, &windows.kernel)
    let outputs = filters.shape[3]
    if let bias { precondition(bias.shape == [outputs], "convolved: bias \(bias.shape) is not [\(outputs)]") }
    let y = Tensor(uninitialized: windows.outputShape(channels: outputs), precision: precision)
    MatrixKernel.multiply(
      precision, m: windows.count, n: outputs, k: windows.size, columns.pointer, lda: windows.size, filters.pointer,
      ldb: outputs, y.pointer, ldc: outputs)
    if bias != nil || activation != .linear {
      tarn_bias_activation(
        precision.kernelType, activation.kernel, y.pointer, bias?.pointer, Int64(windows.count), Int64(outputs), 0)
    }
    let geometry = windows
    return recorded(
      "convolved", y, from: self, filters, bias,
      { dy, cotangents in
        let type = dy.precision.kernelType
        let dz = activation.derivative(dy, at: y)
        cotangents.write(to: filters) { dw, accumulate in
          MatrixKernel.multiply(
            dz.precision, transposeA: true, m: geometry.size, n: outputs, k: geometry.count, columns.pointer,
            lda: geometry.size, dz.pointer, ldb: outputs, accumulate: accumulate, dw, ldc: outputs)
        }
        if let bias {
          cotangents.write(to: bias) { db, accumulate in
            tarn_sum_rows(type, dz.pointer, db, Int64(geometry.count), Int64(outputs), accumulate ? 1 : 0)
          }
        }
        cotangents.write(to: self) { dx, accumulate in
          let spread = Tensor(uninitialized: columns.shape, precision: dz.precision)
          MatrixKernel.multiply(
            dz.precision, transposeB: true, m: geometry.count, n: geometry.size, k: outputs, dz.pointer, lda: outputs,
            filters.pointer, ldb: outputs, spread.pointer, ldc: geometry.size)
          if !accumulate { tarn_fill(type, 0, dx, Int64(self.elementCount)) }
          var windows = geometry
          tarn_add_columns(type, spread.pointer, dx, &windows.kernel)
        }
      })
  }

  /// Transposed convolution: the adjoint of ``convolved(filters:bias:stride:padding:activation:)`` with these filters.
  ///
  /// - Parameters:
  ///   - filters: [height, width, out channels, in channels]: the bank whose convolution this undoes in shape.
  ///   - bias: [out channels], or nil.
  ///   - outputSize: height and width of the result; by default the smallest that gives `self`'s size, for `.same`
  ///     size times stride.
  /// - Returns: [batch, out height, out width, out channels].
  public func transposedConvolved(
    filters: Tensor, bias: Tensor?, stride: (Int, Int) = (1, 1), padding: Padding = .valid,
    outputSize: (Int, Int)? = nil
  ) -> Tensor {
    precondition(
      filters.rank == 4 && rank == 4 && filters.shape[3] == shape[3],
      "transposedConvolved: filters \(filters.shape) do not fit images \(shape)")
    func size(_ input: Int, _ window: Int, _ stride: Int, _ explicit: Int) -> Int {
      padding == .same ? input * stride : (input - 1) * stride + window - 2 * explicit
    }
    var explicit = (0, 0)
    if case .explicit(let height, let width) = padding { explicit = (height, width) }
    let height = outputSize?.0 ?? size(shape[1], filters.shape[0], stride.0, explicit.0)
    let width = outputSize?.1 ?? size(shape[2], filters.shape[1], stride.1, explicit.1)
    let channels = filters.shape[2]
    let image: Shape = [shape[0], height, width, channels]
    var windows = Windows(
      "transposedConvolved", image: image, window: (filters.shape[0], filters.shape[1]), stride: stride,
      padding: padding)
    precondition(
      windows.outputShape(channels: shape[3]) == shape,
      "transposedConvolved: \(shape) is not what a convolution makes of \(image)")
    let inputs = shape[3]
    let spread = Tensor(uninitialized: [windows.count, windows.size], precision: precision)
    MatrixKernel.multiply(
      precision, transposeB: true, m: windows.count, n: windows.size, k: inputs, pointer, lda: inputs, filters.pointer,
      ldb: inputs, spread.pointer, ldc: windows.size)
    let y = Tensor(repeating: 0, shape: image, precision: precision)
    tarn_add_columns(precision.kernelType, spread.pointer, y.pointer, &windows.kernel)
    if let bias {
      precondition(bias.shape == [channels], "transposedConvolved: bias \(bias.shape) is not [\(channels)]")
      tarn_bias_activation(
        precision.kernelType, DenseActivation.linear.kernel, y.pointer, bias.pointer, Int64(shape[0] * height * width),
        Int64(channels), 0)
    }
    let geometry = windows
    return recorded(
      "transposedConvolved", y, from: self, filters, bias,
      { dy, cotangents in
        let type = dy.precision.kernelType
        var windows = geometry
        let columns = Tensor(uninitialized: [windows.count, windows.size], precision: dy.precision)
        tarn_columns(type, dy.pointer, columns.pointer, &windows.kernel)
        cotangents.write(to: self) { dx, accumulate in
          MatrixKernel.multiply(
            dy.precision, m: windows.count, n: inputs, k: windows.size, columns.pointer, lda: windows.size,
            filters.pointer, ldb: inputs, accumulate: accumulate, dx, ldc: inputs)
        }
        cotangents.write(to: filters) { dw, accumulate in
          MatrixKernel.multiply(
            dy.precision, transposeA: true, m: windows.size, n: inputs, k: windows.count, columns.pointer,
            lda: windows.size, self.pointer, ldb: inputs, accumulate: accumulate, dw, ldc: inputs)
        }
        if let bias {
          cotangents.write(to: bias) { db, accumulate in
            tarn_sum_rows(
              type, dy.pointer, db, Int64(dy.elementCount / channels), Int64(channels), accumulate ? 1 : 0)
          }
        }
      })
  }

  /// The largest of each window; the first of equals takes the derivative. Padding is never chosen.
  public func maxPooled(window: (Int, Int), stride: (Int, Int), padding: Padding = .valid) -> Tensor {
    var windows = Windows("maxPooled", image: shape, window: window, stride: stride, padding: padding)
    let y = Tensor(uninitialized: windows.outputShape(channels: shape[3]), precision: precision)
    let source = Tensor(uninitialized: y.shape, precision: .single)
    tarn_max_pool(
      precision.kernelType, pointer, y.pointer, source.pointer.assumingMemoryBound(to: Int32.self), &windows.kernel)
    return recorded(
      "maxPooled", y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          let type = dy.precision.kernelType
          if !accumulate { tarn_fill(type, 0, dx, Int64(self.elementCount)) }
          tarn_add_at(
            type, dy.pointer, source.pointer.assumingMemoryBound(to: Int32.self), Int64(dy.elementCount), dx)
        }
      })
  }

  /// The mean of each window; padding does not count.
  public func averagePooled(window: (Int, Int), stride: (Int, Int), padding: Padding = .valid) -> Tensor {
    var windows = Windows("averagePooled", image: shape, window: window, stride: stride, padding: padding)
    let y = Tensor(uninitialized: windows.outputShape(channels: shape[3]), precision: precision)
    tarn_average_pool(precision.kernelType, pointer, y.pointer, &windows.kernel)
    let geometry = windows
    return recorded(
      "averagePooled", y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          let type = dy.precision.kernelType
          if !accumulate { tarn_fill(type, 0, dx, Int64(self.elementCount)) }
          var windows = geometry
          tarn_average_pool_derivative(type, dy.pointer, dx, &windows.kernel)
        }
      })
  }
}
