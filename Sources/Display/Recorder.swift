internal import Scenes

#if canImport(Glibc)
  import Glibc
#endif

/// Sends frames to ffmpeg, which writes an .mp4 or a .gif.
public final class Recorder {
  /// Pictures in a second of every recording.
  public static let framesPerSecond = 25

  private var process: pid_t = 0
  private var descriptor: Int32 = -1
  private let path: String
  private let temporary: String
  /// Pictures recorded so far.
  public private(set) var frameCount = 0

  /// - Throws: ``DisplayError`` if the file's kind is unknown or ffmpeg is not there.
  public init(_ path: String, width: Int, height: Int) throws(DisplayError) {
    self.path = path
    let isGIF = path.hasSuffix(".gif")
    guard isGIF || path.hasSuffix(".mp4") else {
      throw DisplayError(description: "cannot record to '\(path)'; a recording ends in .mp4 or .gif")
    }
    temporary = "\(path.dropLast(4)).partial-\(getpid())\(path.suffix(4))"
    let filters =
      isGIF
      ? ["-vf", "scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=64[p];[b][p]paletteuse=dither=none"]
      : ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    let arguments =
      [
        "ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", "\(width)x\(height)", "-r",
        "\(Self.framesPerSecond)", "-i", "-",
      ] + filters + [temporary]
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw DisplayError(description: "cannot record: no pipe to ffmpeg") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer {
      for pointer in pointers { free(pointer) }
      pointers.removeAll()
      posix_spawn_file_actions_destroy(&actions)
      close(ends[0])
    }
    signal(SIGPIPE, SIG_IGN)
    // In a group of its own: Ctrl-C in the terminal is for whoever records, who decides what becomes of the clip.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    defer { posix_spawnattr_destroy(&attributes) }
    guard posix_spawnp(&process, "ffmpeg", &actions, &attributes, pointers, environ) == 0 else {
      close(ends[1])
      process = 0
      throw DisplayError(description: "recording did not start: ffmpeg was not found (apt-get install ffmpeg)")
    }
    descriptor = ends[1]
  }

  deinit { cancel() }

  /// Gives the recording up: no file appears.
  public func cancel() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
    unlink(temporary)
  }

  /// Adds a frame.
  public func add(_ canvas: Canvas) throws(DisplayError) {
    let isWritten = canvas.withPixels { bytes -> Bool in
      var written = 0
      while written < bytes.count {
        let count = write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        written += count
      }
      return true
    }
    guard isWritten else {
      throw DisplayError(
        description: "recording to '\(path)' failed: ffmpeg stopped; is the disk full, or was it ended?")
    }
    frameCount += 1
  }

  /// Ends the recording; the file appears under its name.
  public func finish() throws(DisplayError) {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0, PictureFile.publish(temporary, as: path) else {
      unlink(temporary)
      throw DisplayError(description: "recording to '\(path)' failed: ffmpeg could not write it")
    }
  }
}
