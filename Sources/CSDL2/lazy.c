// The SDL functions the window uses, loaded when the first of them is called.
//
// Linked in the usual way, SDL and its eighty libraries cost every command 12 ms and 15 MB before it does anything. Here
// each function finds its namesake in the shared library once. Without the library they fail as they do without a
// display, so headless commands run on machines that have no SDL.
#define _GNU_SOURCE
#define DECLSPEC __attribute__((visibility("hidden")))
#include <dlfcn.h>
#include <stddef.h>

#include "CSDL2.h"

static void *find(const char *library, const char *name) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
  return handle ? dlsym(handle, name) : NULL;
}

#define SDL_LIBRARY "libSDL2-2.0.so.0"
#define TTF_LIBRARY "libSDL2_ttf-2.0.so.0"
#define IMG_LIBRARY "libSDL2_image-2.0.so.0"

// FORWARD(library, result, name, parameters, arguments, what to return without the library)
#define FORWARD(library, result, name, parameters, arguments, otherwise) \
  result SDLCALL name parameters {                                       \
    static result(*function) parameters;                                 \
    if (!function) function = (result(*) parameters)find(library, #name); \
    if (!function) return otherwise;                                     \
    return function arguments;                                           \
  }
#define FORWARD_VOID(library, name, parameters, arguments)            \
  void SDLCALL name parameters {                                      \
    static void (*function) parameters;                               \
    if (!function) function = (void (*) parameters)find(library, #name); \
    if (function) function arguments;                                 \
  }

FORWARD(SDL_LIBRARY, int, SDL_InitSubSystem, (Uint32 flags), (flags), -1)
FORWARD_VOID(SDL_LIBRARY, SDL_QuitSubSystem, (Uint32 flags), (flags))
FORWARD_VOID(SDL_LIBRARY, SDL_SetMainReady, (void), ())
FORWARD(SDL_LIBRARY, const char *, SDL_GetError, (void), (), "SDL2 is not installed (apt-get install libsdl2-dev)")
FORWARD(SDL_LIBRARY, SDL_bool, SDL_SetHint, (const char *name, const char *value), (name, value), SDL_FALSE)
FORWARD(SDL_LIBRARY, const char *, SDL_GetCurrentVideoDriver, (void), (), NULL)
FORWARD(SDL_LIBRARY, SDL_Window *, SDL_CreateWindow, (const char *title, int x, int y, int w, int h, Uint32 flags),
        (title, x, y, w, h, flags), NULL)
FORWARD_VOID(SDL_LIBRARY, SDL_DestroyWindow, (SDL_Window * window), (window))
FORWARD_VOID(SDL_LIBRARY, SDL_SetWindowMinimumSize, (SDL_Window * window, int w, int h), (window, w, h))
FORWARD(SDL_LIBRARY, int, SDL_GetDisplayUsableBounds, (int display, SDL_Rect *bounds), (display, bounds), -1)
FORWARD(SDL_LIBRARY, int, SDL_GetWindowDisplayIndex, (SDL_Window * window), (window), -1)
FORWARD(SDL_LIBRARY, int, SDL_GetWindowBordersSize, (SDL_Window * window, int *top, int *left, int *bottom, int *right),
        (window, top, left, bottom, right), -1)
FORWARD_VOID(SDL_LIBRARY, SDL_SetWindowSize, (SDL_Window * window, int w, int h), (window, w, h))
FORWARD_VOID(SDL_LIBRARY, SDL_SetWindowPosition, (SDL_Window * window, int x, int y), (window, x, y))
FORWARD_VOID(SDL_LIBRARY, SDL_GetWindowSize, (SDL_Window * window, int *w, int *h), (window, w, h))
FORWARD(SDL_LIBRARY, int, SDL_SetWindowFullscreen, (SDL_Window * window, Uint32 flags), (window, flags), -1)
FORWARD_VOID(SDL_LIBRARY, SDL_StartTextInput, (void), ())
FORWARD(SDL_LIBRARY, int, SDL_PollEvent, (SDL_Event * event), (event), 0)
FORWARD(SDL_LIBRARY, int, SDL_PushEvent, (SDL_Event * event), (event), -1)
FORWARD(SDL_LIBRARY, int, SDL_WaitEventTimeout, (SDL_Event * event, int timeout), (event, timeout), 0)
FORWARD(SDL_LIBRARY, SDL_Renderer *, SDL_CreateRenderer, (SDL_Window * window, int index, Uint32 flags),
        (window, index, flags), NULL)
FORWARD(SDL_LIBRARY, SDL_Renderer *, SDL_CreateSoftwareRenderer, (SDL_Surface * surface), (surface), NULL)
FORWARD_VOID(SDL_LIBRARY, SDL_DestroyRenderer, (SDL_Renderer * renderer), (renderer))
FORWARD(SDL_LIBRARY, int, SDL_GetRendererOutputSize, (SDL_Renderer * renderer, int *w, int *h), (renderer, w, h), -1)
FORWARD(SDL_LIBRARY, int, SDL_RenderClear, (SDL_Renderer * renderer), (renderer), -1)
FORWARD_VOID(SDL_LIBRARY, SDL_RenderPresent, (SDL_Renderer * renderer), (renderer))
FORWARD(SDL_LIBRARY, int, SDL_RenderCopy,
        (SDL_Renderer * renderer, SDL_Texture *texture, const SDL_Rect *source, const SDL_Rect *target),
        (renderer, texture, source, target), -1)
FORWARD(SDL_LIBRARY, int, SDL_RenderGeometry,
        (SDL_Renderer * renderer, SDL_Texture *texture, const SDL_Vertex *vertices, int vertex_count,
         const int *indices, int index_count),
        (renderer, texture, vertices, vertex_count, indices, index_count), -1)
FORWARD(SDL_LIBRARY, int, SDL_SetRenderDrawBlendMode, (SDL_Renderer * renderer, SDL_BlendMode mode), (renderer, mode),
        -1)
FORWARD(SDL_LIBRARY, int, SDL_SetRenderDrawColor, (SDL_Renderer * renderer, Uint8 r, Uint8 g, Uint8 b, Uint8 a),
        (renderer, r, g, b, a), -1)
FORWARD(SDL_LIBRARY, SDL_Surface *, SDL_CreateRGBSurfaceWithFormat,
        (Uint32 flags, int width, int height, int depth, Uint32 format), (flags, width, height, depth, format), NULL)
FORWARD_VOID(SDL_LIBRARY, SDL_FreeSurface, (SDL_Surface * surface), (surface))
FORWARD(SDL_LIBRARY, SDL_Texture *, SDL_CreateTextureFromSurface, (SDL_Renderer * renderer, SDL_Surface *surface),
        (renderer, surface), NULL)
FORWARD_VOID(SDL_LIBRARY, SDL_DestroyTexture, (SDL_Texture * texture), (texture))
FORWARD(SDL_LIBRARY, int, SDL_SetTextureBlendMode, (SDL_Texture * texture, SDL_BlendMode mode), (texture, mode), -1)
FORWARD(SDL_LIBRARY, int, SDL_SetTextureColorMod, (SDL_Texture * texture, Uint8 r, Uint8 g, Uint8 b),
        (texture, r, g, b), -1)
FORWARD(SDL_LIBRARY, SDL_RWops *, SDL_RWFromConstMem, (const void *bytes, int count), (bytes, count), NULL)

FORWARD(TTF_LIBRARY, int, TTF_Init, (void), (), -1)
FORWARD(TTF_LIBRARY, int, TTF_WasInit, (void), (), 0)
FORWARD(TTF_LIBRARY, TTF_Font *, TTF_OpenFontRW, (SDL_RWops * source, int owned, int size), (source, owned, size), NULL)
FORWARD_VOID(TTF_LIBRARY, TTF_CloseFont, (TTF_Font * font), (font))
FORWARD_VOID(TTF_LIBRARY, TTF_SetFontHinting, (TTF_Font * font, int hinting), (font, hinting))
FORWARD_VOID(TTF_LIBRARY, TTF_SetFontKerning, (TTF_Font * font, int allowed), (font, allowed))
FORWARD(TTF_LIBRARY, int, TTF_FontAscent, (const TTF_Font *font), (font), 0)
FORWARD(TTF_LIBRARY, int, TTF_SizeUTF8, (TTF_Font * font, const char *text, int *w, int *h), (font, text, w, h), -1)
FORWARD(TTF_LIBRARY, SDL_Surface *, TTF_RenderUTF8_Blended, (TTF_Font * font, const char *text, SDL_Color color),
        (font, text, color), NULL)

FORWARD(IMG_LIBRARY, int, IMG_SavePNG, (SDL_Surface * surface, const char *path), (surface, path), -1)
