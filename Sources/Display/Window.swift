internal import CSDL2
public import Scenes

/// What a person did to the window.
public enum WindowEvent: Sendable, Hashable {
  /// A character, or the name of a key without one: space, left, right, up, down, home, end, escape, tab, return.
  case key(String, shift: Bool)
  /// The mouse button went down here, in units.
  case press(Point)
  /// The mouse moved here with its button down, in units.
  case drag(Point)
  /// The wheel turned by so many notches, up when positive.
  case wheel(Int)
  /// The window has another size or has to be painted again.
  case resized
  /// The window is to be closed.
  case close
}

/// The SDL window. Lives on the main thread.
@MainActor
public final class Window {
  private let window: OpaquePointer
  private let renderer: OpaquePointer
  private let painter: Painter
  /// The typefaces it draws with.
  public let fonts: Fonts
  private var isFullScreen = false
  private var isDragging = false
  /// Looks for decorations that are left: window managers add them soon after the window opens.
  private var fitAttempts = 60

  /// Whether a window can be opened here at all.
  public static var isAvailable: Bool {
    // Asking SDL where there is nothing to find makes other libraries complain on the terminal.
    guard ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"].contains(where: EnvironmentVariables.isSet) else {
      return false
    }
    SDL_SetMainReady()
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
    if SDL_InitSubSystem(SDL_INIT_VIDEO) != 0 { return false }
    let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
    if driver != "offscreen", driver != "KMSDRM" {
      // The display stays open: a server without other clients starts anew when its last one leaves, and the window would
      // come while it does.
      return true
    }
    SDL_QuitSubSystem(SDL_INIT_VIDEO)
    return false
  }

  /// Opens a window of that size, or as large as the display has room for.
  ///
  /// - Throws: ``DisplayError`` where there is no display.
  public init(title: String, width: Int = 1280, height: Int = 800) throws(DisplayError) {
    SDL_SetMainReady()
    // Ctrl-C belongs to the run, which saves before it ends.
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
    guard SDL_InitSubSystem(SDL_INIT_VIDEO) == 0 else { throw DisplayError.sdl("no display") }
    let fit = WindowFit()
    let (width, height) = fit.size(Int32(width), Int32(height))
    let flags = SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue
    guard
      let window = SDL_CreateWindow(
        title, tarn_window_centered, tarn_window_centered, width, height, flags)
    else { throw DisplayError.sdl("the window could not be opened") }
    SDL_SetWindowMinimumSize(window, min(960, width), min(600, height))
    let synchronised = SDL_CreateRenderer(window, -1, SDL_RENDERER_PRESENTVSYNC.rawValue)
    guard let renderer = synchronised ?? SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE.rawValue) else {
      SDL_DestroyWindow(window)
      throw DisplayError.sdl("drawing could not be set up")
    }
    self.window = window
    self.renderer = renderer
    fonts = try Fonts()
    painter = Painter(renderer: renderer, fonts: fonts)
    SDL_StartTextInput()
  }

  isolated deinit {
    painter.forgetTextures()
    SDL_DestroyRenderer(renderer)
    SDL_DestroyWindow(window)
    SDL_QuitSubSystem(SDL_INIT_VIDEO)
  }

  /// Its size now, in pixels and in units.
  public var extent: Extent {
    var (width, height): (Int32, Int32) = (0, 0)
    SDL_GetRendererOutputSize(renderer, &width, &height)
    return Extent(pixelWidth: Int(max(width, 1)), pixelHeight: Int(max(height, 1)))
  }

  /// Paints a drawing in place of what is there.
  public func paint(_ drawing: Drawing, theme: Theme) {
    let ground = theme.colour(.role(.ground))
    SDL_SetRenderDrawColor(renderer, ground.red, ground.green, ground.blue, 255)
    SDL_RenderClear(renderer)
    painter.paint(drawing, scale: extent.scale, theme: theme)
    SDL_RenderPresent(renderer)
  }

  /// Fills the display, or goes back to a window.
  public func toggleFullScreen() {
    isFullScreen.toggle()
    SDL_SetWindowFullscreen(window, isFullScreen ? SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue : 0)
  }

  /// Waits at most `milliseconds` for something to happen and returns all that has.
  public func events(waiting milliseconds: Int) -> [WindowEvent] {
    if fitAttempts > 0 {
      fitAttempts =
        WindowFit(display: max(SDL_GetWindowDisplayIndex(window), 0)).apply(to: window) ? 0 : fitAttempts - 1
    }
    var event = SDL_Event()
    var events: [WindowEvent] = []
    if SDL_WaitEventTimeout(&event, Int32(milliseconds)) == 0 { return [] }
    repeat {
      if let translated = translate(event) { events.append(translated) }
    } while SDL_PollEvent(&event) != 0
    return events
  }

  private func translate(_ event: SDL_Event) -> WindowEvent? {
    switch SDL_EventType(event.type) {
    case SDL_QUIT: return .close
    case SDL_WINDOWEVENT: return .resized
    case SDL_RENDER_TARGETS_RESET, SDL_RENDER_DEVICE_RESET:
      painter.forgetTextures()
      return .resized
    case SDL_TEXTINPUT:
      var text = event.text.text
      let string = withUnsafePointer(to: &text) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 32) { String(cString: $0) }
      }
      return string == " " ? nil : .key(string, shift: false)
    case SDL_KEYDOWN:
      let shift = UInt32(event.key.keysym.mod) & (KMOD_LSHIFT.rawValue | KMOD_RSHIFT.rawValue) != 0
      return Self.named(event.key.keysym.scancode).map { .key($0, shift: shift) }
    case SDL_MOUSEBUTTONDOWN:
      isDragging = true
      return .press(point(event.button.x, event.button.y))
    case SDL_MOUSEBUTTONUP:
      isDragging = false
      return nil
    case SDL_MOUSEMOTION: return isDragging ? .drag(point(event.motion.x, event.motion.y)) : nil
    case SDL_MOUSEWHEEL: return .wheel(Int(event.wheel.y))
    default: return nil
    }
  }

  /// Window coordinates to units, also where pixels are denser than coordinates.
  private func point(_ x: Int32, _ y: Int32) -> Point {
    var (width, height): (Int32, Int32) = (1, 1)
    SDL_GetWindowSize(window, &width, &height)
    let extent = extent
    return Point(
      Double(x) * extent.width / Double(max(width, 1)), Double(y) * extent.height / Double(max(height, 1)))
  }

  private static func named(_ code: SDL_Scancode) -> String? {
    switch code {
    case SDL_SCANCODE_SPACE: "space"
    case SDL_SCANCODE_LEFT: "left"
    case SDL_SCANCODE_RIGHT: "right"
    case SDL_SCANCODE_UP: "up"
    case SDL_SCANCODE_DOWN: "down"
    case SDL_SCANCODE_HOME: "home"
    case SDL_SCANCODE_END: "end"
    case SDL_SCANCODE_ESCAPE: "escape"
    case SDL_SCANCODE_TAB: "tab"
    case SDL_SCANCODE_RETURN: "return"
    default: nil
    }
  }
}
