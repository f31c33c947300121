// What the kernel files share: the levels of x86-64, and functions that vectorise.
#pragma once
// Loops around functions of the C library stay scalar.
#pragma clang diagnostic ignored "-Wpass-failed"
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))
#define IN_PLACE _Pragma("clang loop vectorize(assume_safety)")
// For short rows of expensive functions: the last few elements go through a masked vector, not one by one.
#define MASKED_TAIL _Pragma("clang loop vectorize(assume_safety) vectorize_predicate(enable) interleave(disable)")

// Calls the function of the type; a void pointer becomes a typed one by itself.
#define BY_TYPE(name, ...)        \
  do {                            \
    if (type == TARN_SINGLE)      \
      name##_f32(__VA_ARGS__);    \
    else                          \
      name##_f64(__VA_ARGS__);    \
  } while (0)

// Up to this many terms a sum is one chain of additions (a few side by side, as the vectors have it); beyond, chains of
// this length are added in double precision, so that rounding does not grow with the number of terms.
enum { CHAIN = 4096 };

// result = the sum of `term` over j below count. Needs REAL; a fixed order of additions for every count.
#define SUM(result, count, term)                                              \
  if ((count) <= CHAIN) {                                                     \
    REAL chain = 0;                                                           \
    for (int64_t j = 0; j < (count); j++) chain += (term);                    \
    result = chain;                                                           \
  } else {                                                                    \
    double total = 0;                                                         \
    for (int64_t start = 0; start < (count); start += CHAIN) {                \
      const int64_t end = start + CHAIN < (count) ? start + CHAIN : (count);  \
      REAL chain = 0;                                                         \
      for (int64_t j = start; j < end; j++) chain += (term);                  \
      total += (double)chain;                                                 \
    }                                                                         \
    result = (REAL)total;                                                     \
  }

// e^x = (1 + q) scale1 scale2, with q a polynomial on [-ln 2 / 2, ln 2 / 2]; infinite above 88.7.
INLINE void exp_parts(float x, float *q, float *scale1, float *scale2, float *n) {
  float clamped = x > 88.7228f ? 88.7228f : (x < -87.33654f ? -87.33654f : x);
  *n = __builtin_rintf(clamped * 1.44269504088896341f);
  float r = clamped - *n * 0.693359375f;
  r = r + *n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  *q = p * r * r + r;
  // 2^n in two factors: n = 128 has no single one.
  int32_t half = (int32_t)*n / 2, rest = (int32_t)*n - half;
  int32_t bits1 = (half + 127) << 23, bits2 = (rest + 127) << 23;
  memcpy(scale1, &bits1, 4);
  memcpy(scale2, &bits2, 4);
}

// Within 2 units in the last place.
INLINE float exp_f32(float x) {
  float q, scale1, scale2, n;
  exp_parts(x, &q, &scale1, &scale2, &n);
  float y = (q + 1.0f) * scale1 * scale2;
  y = x > 88.7228f ? __builtin_inff() : y;
  y = x < -87.33654f ? 0.0f : y;
  return x != x ? x : y;
}
INLINE double exp_f64(double x) { return exp(x); }

// e^x - 1 for x up to 0: near 0 it is q itself, without the 1 in which small x would be lost.
INLINE float expm1_f32(float x) {
  float q, scale1, scale2, n;
  exp_parts(x, &q, &scale1, &scale2, &n);
  float y = (q + 1.0f) * scale1 * scale2 - 1.0f;
  y = n == 0 ? q : y;
  y = x < -87.33654f ? -1.0f : y;
  return x != x ? x : y;
}
INLINE double expm1_f64(double x) { return expm1(x); }

INLINE float sigmoid_f32(float x) { return 1.0f / (1.0f + exp_f32(-x)); }
INLINE double sigmoid_f64(double x) { return 1.0 / (1.0 + exp(-x)); }

// A quotient of polynomials on |x| < 7.9, within 6 units in the last place. Beyond, five values are left up to 1: a line
// that reaches it at 9 gives the nearest or its neighbour.
INLINE float tanh_f32(float x) {
  float clamped = x > 7.90531110f ? 7.90531110f : (x < -7.90531110f ? -7.90531110f : x);
  float z = clamped * clamped;
  float p = -2.76076847742355e-16f;
  p = p * z + 2.00018790482477e-13f;
  p = p * z - 8.60467152213735e-11f;
  p = p * z + 5.12229709037114e-08f;
  p = p * z + 1.48572235717979e-05f;
  p = p * z + 6.37261928875436e-04f;
  p = p * z + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * z + 1.18534705686654e-04f;
  q = q * z + 2.26843463243900e-03f;
  q = q * z + 4.89352518554385e-03f;
  float y = clamped * p / q;
  float beyond = __builtin_fabsf(x - clamped);
  float rising = 1 - 0x1p-22f + beyond * (3.7f * 0x1p-24f);
  rising = rising < 1 ? rising : 1;
  float outer = __builtin_copysignf(rising, x);
  y = z < 1.6e-7f ? x : y;
  y = z > 62.49f ? outer : y;
  return x != x ? x : y;
}
INLINE double tanh_f64(double x) { return tanh(x); }

// Within 2e-7 absolutely (Abramowitz and Stegun, 7.1.26).
INLINE float erf_f32(float x) {
  float magnitude = __builtin_fabsf(x);
  float t = 1.0f / (1.0f + 0.3275911f * magnitude);
  float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  return __builtin_copysignf(1.0f - p * exp_f32(-magnitude * magnitude), x);
}
INLINE double erf_f64(double x) { return erf(x); }

INLINE float sqrt_f32(float x) { return __builtin_elementwise_sqrt(x); }
INLINE double sqrt_f64(double x) { return __builtin_elementwise_sqrt(x); }
