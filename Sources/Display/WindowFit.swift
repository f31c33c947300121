internal import CSDL2

/// How large the first window is: as it is drawn, or as much of that as the screen has room for beside panels and the window's
/// own decorations.
struct WindowFit {
  /// The part of the screen that windows may cover, where it is known.
  let bounds: SDL_Rect?

  init(display: Int32 = 0) {
    var bounds = SDL_Rect()
    self.bounds = SDL_GetDisplayUsableBounds(display, &bounds) == 0 && bounds.w > 0 && bounds.h > 0 ? bounds : nil
  }

  /// A size that fits.
  func size(_ width: Int32, _ height: Int32, decorations: (width: Int32, height: Int32) = (0, 0)) -> (Int32, Int32) {
    guard let bounds else { return (width, height) }
    return (
      max(min(width, bounds.w - decorations.width), 320), max(min(height, bounds.h - decorations.height), 200)
    )
  }

  /// Makes room for the decorations, which are known only once the window is on the screen; says whether they are.
  func apply(to window: OpaquePointer) -> Bool {
    guard let bounds else { return true }
    var (top, left, bottom, right): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard SDL_GetWindowBordersSize(window, &top, &left, &bottom, &right) == 0, top + left + bottom + right > 0 else {
      return false
    }
    var (width, height): (Int32, Int32) = (0, 0)
    SDL_GetWindowSize(window, &width, &height)
    let (newWidth, newHeight) = size(width, height, decorations: (left + right, top + bottom))
    if (newWidth, newHeight) != (width, height) {
      SDL_SetWindowSize(window, newWidth, newHeight)
      SDL_SetWindowPosition(
        window, bounds.x + left + (bounds.w - newWidth - left - right) / 2,
        bounds.y + top + (bounds.h - newHeight - top - bottom) / 2)
    }
    return true
  }
}
