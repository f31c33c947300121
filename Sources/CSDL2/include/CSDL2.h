// SDL2 as Swift sees it: the headers, and constants for the macros Swift cannot import.
#ifndef TARN_CSDL2_H
#define TARN_CSDL2_H
#define SDL_MAIN_HANDLED
#include <SDL2/SDL.h>
#include <SDL2/SDL_image.h>
#include <SDL2/SDL_ttf.h>

static const int tarn_window_centered = SDL_WINDOWPOS_CENTERED;

#endif
