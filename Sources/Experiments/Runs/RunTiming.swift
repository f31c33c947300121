internal import Persistence

/// The lines of `timing.jsonl`: what each part of a run took, by the clock on the wall.
///
/// A part is what one process trained between two lines; their sum is the whole run, however often it was taken up again.
struct RunTiming {
  private let path: String
  /// Of all parts so far.
  private(set) var seconds = 0.0
  private(set) var steps = 0
  private var start = Clock.wall
  private var startSteps: Int

  /// - Parameter steps: where the run stands.
  init(_ directory: String, at steps: Int) {
    path = "\(directory)/timing.jsonl"
    startSteps = steps
    struct Line: Decodable {
      var seconds: Double
      var steps: Int
    }
    // A line cut short by a crash costs its figures and nothing else.
    let text = (try? Files.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    for line in text.split(separator: "\n") {
      guard let part = try? JSONText.decode(Line.self, from: String(line), name: "timing") else { continue }
      seconds += part.seconds
      self.steps += part.steps
    }
  }

  /// Adds a line for what was trained since the last one.
  mutating func mark(at now: Int) throws {
    let (elapsed, taken) = (Clock.wall - start, now - startSteps)
    (start, startSteps) = (Clock.wall, now)
    if taken == 0 { return }
    seconds += elapsed
    steps += taken
    let line = JSON.members([
      "step": .integer(now), "seconds": .real((elapsed * 1000).rounded() / 1000), "steps": .integer(taken),
      "steps_per_second": .finite(elapsed > 0 ? (Double(taken) / elapsed).rounded(toDigits: 4) : nil),
    ])
    let length = Files.exists(path) ? try Files.read(path).count : 0
    try AppendOnlyFile(path, keeping: length).append(Array((line.text + "\n").utf8))
  }

  /// Steps a second of the whole run.
  var rate: Double? { seconds > 0 ? Double(steps) / seconds : nil }
}
