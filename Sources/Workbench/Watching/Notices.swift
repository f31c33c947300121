import Scenes

/// What is to be said on the screen, one at a time: warnings until they are put away, news for a few seconds.
struct Notices {
  private struct Entry {
    var notice: Notice
    /// The track it is about; nil for all.
    var track: Int?
    /// Seconds it has been on the screen.
    var age = 0.0
  }

  /// Seconds that news stay.
  static let duration = 8.0

  private var entries: [Entry] = []
  /// Counts changes, so that the window redraws.
  private(set) var generation = 0

  private func index(on track: Int) -> Int? { entries.firstIndex { $0.track == nil || $0.track == track } }

  /// What is shown with a track.
  func current(on track: Int) -> Notice? { index(on: track).map { entries[$0].notice } }

  mutating func add(_ notice: Notice, track: Int?) {
    if entries.contains(where: { $0.notice == notice && $0.track == track }) { return }
    generation += 1
    // News replace older news: nobody waits for them.
    if !notice.isWarning { entries.removeAll { !$0.notice.isWarning && $0.track == track } }
    entries.append(Entry(notice: notice, track: track))
  }

  /// Puts away what is shown; says whether there was anything.
  mutating func dismiss(on track: Int) -> Bool {
    guard let index = index(on: track) else { return false }
    entries.remove(at: index)
    generation += 1
    return true
  }

  /// Lets time pass with a track on the screen.
  mutating func pass(seconds: Double, on track: Int) {
    guard let index = index(on: track), !entries[index].notice.isWarning else { return }
    entries[index].age += seconds
    if entries[index].age > Self.duration { _ = dismiss(on: track) }
  }
}
