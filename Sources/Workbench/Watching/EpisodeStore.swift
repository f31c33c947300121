import ReinforcementLearning

/// A long list of episodes that two threads can hold at once.
///
/// In chunks, so that appending while the window holds a copy duplicates the last chunk and not all of the past.
struct EpisodeStore: RandomAccessCollection {
  private static let chunkSize = 1024
  private var chunks: [[EpisodeRecord]] = []
  private(set) var count = 0

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> EpisodeRecord { chunks[index / Self.chunkSize][index % Self.chunkSize] }

  mutating func append(_ record: EpisodeRecord) {
    if count % Self.chunkSize == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.chunkSize)
    }
    chunks[chunks.count - 1].append(record)
    count += 1
  }

  /// The episodes that had ended by a step of the run.
  func prefix(endingBy step: Int) -> EpisodeStore {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].endStep <= step { low = middle + 1 } else { high = middle }
    }
    var prefix = self
    prefix.count = low
    prefix.chunks = Array(chunks.prefix((low + Self.chunkSize - 1) / Self.chunkSize))
    if low % Self.chunkSize > 0 {
      prefix.chunks[prefix.chunks.count - 1] = Array(
        prefix.chunks[prefix.chunks.count - 1].prefix(low % Self.chunkSize))
    }
    return prefix
  }
}
