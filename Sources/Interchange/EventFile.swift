internal import FoundationEssentials
internal import Persistence
internal import SwiftProtobuf

#if canImport(Glibc)
  internal import Glibc
#endif

/// A TensorBoard event file: scalars, histograms, images and texts over steps, a graph, hyperparameters.
///
/// Each record is its length, the length's checksum, the message and the message's checksum. The file holds wall times,
/// so unlike the rest of a run it is not the same twice.
public final class EventFile {
  private let file: AppendOnlyFile

  /// A new file in a run's directory, named as TensorBoard looks for it.
  ///
  /// - Throws: ``InputError`` or ``WorkError`` where it cannot be written.
  public init(directory: String) throws {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let start = "\(directory)/events.out.tfevents.\(Int(Self.now)).\(host).\(getpid())"
    let path = (0...).lazy.map { "\(start).\($0)" }.first { !Files.exists($0) } ?? start
    file = try AppendOnlyFile(path, keeping: 0)
    var first = Tarn_Tensorboard_Event()
    first.wallTime = Self.now
    first.fileVersion = "brain.Event:2"
    try write(first)
  }

  static var now: Double { Date().timeIntervalSince1970 }

  /// One record: also what a test compares with the format's own bytes.
  static func record(_ event: Tarn_Tensorboard_Event) -> [UInt8] {
    guard let message: [UInt8] = try? event.serializedBytes() else { return [] }
    let length = littleEndian(UInt64(message.count), 8)
    return length + littleEndian(UInt64(CRC32C.masked(length)), 4) + message
      + littleEndian(UInt64(CRC32C.masked(message)), 4)
  }

  /// A record of one scalar, for comparison with what other programs write.
  public static func scalarRecord(_ tag: String, _ value: Float, step: Int, wallTime: Double) -> [UInt8] {
    var event = Tarn_Tensorboard_Event()
    event.wallTime = wallTime
    event.step = Int64(step)
    event.summary.value = [scalarValue(tag, value)]
    return record(event)
  }

  private static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  func write(_ event: Tarn_Tensorboard_Event) throws { try file.append(Self.record(event)) }

  func write(_ values: [Tarn_Tensorboard_Summary.Value], step: Int) throws {
    var event = Tarn_Tensorboard_Event()
    event.wallTime = Self.now
    event.step = Int64(step)
    event.summary.value = values
    try write(event)
  }

  private static func scalarValue(_ tag: String, _ value: Float) -> Tarn_Tensorboard_Summary.Value {
    var entry = Tarn_Tensorboard_Summary.Value()
    entry.tag = tag
    entry.simpleValue = value
    return entry
  }

  /// Points of curves, by their tags.
  ///
  /// - Throws: ``WorkError`` where the file cannot be written.
  public func addScalars(_ scalars: KeyValuePairs<String, Double>, step: Int) throws {
    try write(scalars.map { Self.scalarValue($0.key, Float($0.value)) }, step: step)
  }

  /// The distribution of `values` in TensorBoard's exponential buckets.
  public func addHistogram(_ tag: String, _ values: [Float], step: Int) throws {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return }
    var histogram = Tarn_Tensorboard_HistogramProto()
    histogram.min = Double(least)
    histogram.max = Double(greatest)
    histogram.num = Double(finite.count)
    histogram.sum = finite.reduce(0) { $0 + Double($1) }
    histogram.sumSquares = finite.reduce(0) { $0 + Double($1) * Double($1) }
    let limits = Self.limits
    var counts = [Double](repeating: 0, count: limits.count)
    for value in finite {
      // The first limit that is not below the value.
      var (low, high) = (0, limits.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if limits[middle] >= Double(value) { high = middle } else { low = middle + 1 }
      }
      counts[low] += 1
    }
    let used = counts.indices.filter { counts[$0] > 0 }
    guard let first = used.first, let last = used.last else { return }
    histogram.bucketLimit = Array(limits[first...last])
    histogram.bucket = Array(counts[first...last])
    var entry = Tarn_Tensorboard_Summary.Value()
    entry.tag = tag
    entry.histo = histogram
    try write([entry], step: step)
  }

  /// Limits that grow by a tenth, both ways from zero.
  private static let limits: [Double] = {
    var positive: [Double] = []
    var limit = 1e-12
    while limit < 1e20 {
      positive.append(limit)
      limit *= 1.1
    }
    return positive.reversed().map { -$0 } + [0] + positive + [Double.greatestFiniteMagnitude]
  }()

  /// A picture; `png` holds the bytes of a PNG file.
  public func addImage(_ tag: String, png: [UInt8], width: Int, height: Int, channels: Int, step: Int)
    throws
  {
    var image = Tarn_Tensorboard_Summary.Image()
    image.width = Int32(width)
    image.height = Int32(height)
    image.colorspace = Int32(channels)
    image.encodedImageString = Data(png)
    var entry = Tarn_Tensorboard_Summary.Value()
    entry.tag = tag
    entry.image = image
    try write([entry], step: step)
  }

  /// A text, shown as Markdown.
  public func addText(_ tag: String, _ text: String, step: Int = 0) throws {
    var tensor = Tarn_Tensorboard_TensorProto()
    tensor.dtype = 7
    tensor.tensorShape.dim = [.with { $0.size = 1 }]
    tensor.stringVal = [Data(text.utf8)]
    var entry = Tarn_Tensorboard_Summary.Value()
    entry.tag = "\(tag)/text_summary"
    entry.metadata.pluginData.pluginName = "text"
    entry.metadata.dataClass = 2
    entry.tensor = tensor
    try write([entry], step: step)
  }
}
