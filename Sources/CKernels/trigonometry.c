// Sines and cosines of many angles at once, with the bits that the C library gives one at a time.
//
// A sum of two doubles stands for the exact value within 0.004 units in the last place. glibc errs by 0.016 at most
// beyond the half unit of rounding (measured over 7e7 arguments; it promises 0.05). So wherever the sum is further than
// 3 / 128 units from the middle between two doubles, both round to the same one; elsewhere, for one argument in twenty,
// the C library is asked (the rounding test of Ziv, 1991).
#include "kernels.h"
// Error-free sums and products must stay as they are written.
#pragma clang fp contract(off)

enum { CHUNK = 64 };

// The greatest error term with which y is certain.
INLINE double certain(double y) {
  int64_t bits;
  memcpy(&bits, &y, 8);
  bits &= 0x7ff0000000000000;
  double power;
  memcpy(&power, &bits, 8);
  return power * (0x1p-53 * (1 - 2 * 3 / 128.0));
}

// Sine and cosine of r = high + low by their series, for |r| <= 1/2 with low = 0 or |r| <= pi / 4; 1 in doubt where the
// last bit is not certain.
INLINE void series(double high, double low, int is_small, double *sine, double *cosine, double *sine_doubt,
                   double *cosine_doubt) {
  double z = high * high, z_low = __builtin_fma(high, high, -z);
  if (!is_small) z_low = __builtin_fma(2 * high, low, z_low);

  // sin r = r + r^3 p
  double p = -1.0 / 1307674368000.0;
  if (!is_small) p = __builtin_fma(1.0 / 355687428096000.0, z, p);
  p = __builtin_fma(p, z, 1.0 / 6227020800.0);
  p = __builtin_fma(p, z, -1.0 / 39916800.0);
  p = __builtin_fma(p, z, 1.0 / 362880.0);
  p = __builtin_fma(p, z, -1.0 / 5040.0);
  p = __builtin_fma(p, z, 1.0 / 120.0);
  const double third = -0x1.5555555555555p-3, third_low = -0x1.5555555555555p-57;  // -1 / 3!
  double p_high = __builtin_fma(z, p, third), p_low = __builtin_fma(z, p, third - p_high) + third_low;
  double cube = high * z, cube_low = __builtin_fma(high, z, -cube) + high * z_low;
  if (!is_small) cube_low = __builtin_fma(low, z, cube_low);
  double t = cube * p_high, t_low = __builtin_fma(cube, p_high, -t) + (cube_low * p_high + cube * p_low);
  if (!is_small) t_low += low;
  double sum = high + t, rest = ((high - sum) + t) + t_low;
  *sine = sum + rest;
  *sine_doubt = __builtin_fabs((sum - *sine) + rest) < certain(*sine) ? 0.0 : 1.0;

  // cos r = 1 - r^2 / 2 + r^4 q
  double q = -1.0 / 87178291200.0;
  if (!is_small) {
    q = __builtin_fma(-1.0 / 6402373705728000.0, z, 1.0 / 20922789888000.0);
    q = __builtin_fma(q, z, -1.0 / 87178291200.0);
  }
  q = __builtin_fma(q, z, 1.0 / 479001600.0);
  q = __builtin_fma(q, z, -1.0 / 3628800.0);
  q = __builtin_fma(q, z, 1.0 / 40320.0);
  q = __builtin_fma(q, z, -1.0 / 720.0);
  const double fourth = 0x1.5555555555555p-5, fourth_low = 0x1.5555555555555p-59;  // 1 / 4!
  double v, v_low = 0;
  if (is_small) {
    v = z * z * __builtin_fma(q, z, fourth);
  } else {
    double q_high = __builtin_fma(q, z, fourth), q_low = __builtin_fma(q, z, fourth - q_high) + fourth_low;
    double square = z * z, square_low = __builtin_fma(z, z, -square) + 2 * z * z_low;
    v = square * q_high;
    v_low = __builtin_fma(square, q_high, -v) + (square_low * q_high + square * q_low);
  }
  double u = 1 - 0.5 * z, u_low = ((1 - u) - 0.5 * z) - 0.5 * z_low;
  sum = u + v;
  rest = ((u - sum) + v) + (u_low + v_low);
  *cosine = sum + rest;
  *cosine_doubt = __builtin_fabs((sum - *cosine) + rest) < certain(*cosine) ? 0.0 : 1.0;
}

CLONES static void small_angles(const double *restrict x, double *restrict sine, double *restrict cosine,
                                double *restrict sine_doubt, double *restrict cosine_doubt, int64_t count) {
  for (int64_t i = 0; i < count; i++) series(x[i], 0, 1, sine + i, cosine + i, sine_doubt + i, cosine_doubt + i);
}

// x = n pi / 2 + r; pi / 2 in three parts, the first two short enough for exact products (Cody and Waite, 1980).
CLONES static void wide_angles(const double *restrict x, double *restrict sine, double *restrict cosine,
                               double *restrict sine_doubt, double *restrict cosine_doubt, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    double n = __builtin_rint(x[i] * 0x1.45f306dc9c883p-1);
    double a = x[i] - n * 0x1.921fb54400000p0, b = n * 0x1.0b4611a600000p-34;
    double c = a - b, c_low = ((a - c) - b) - n * 0x1.3198a2e037073p-69;
    double high = c + c_low, low = (c - high) + c_low;
    double s, s_doubt, k, k_doubt;
    series(high, low, 0, &s, &k, &s_doubt, &k_doubt);
    double half = __builtin_floor(n * 0.5);
    int is_odd = n - 2 * half != 0, is_turned = half - 2 * __builtin_floor(half * 0.5) != 0;
    double y = is_odd ? k : s, other = is_odd ? s : k;
    sine[i] = is_turned ? -y : y;
    cosine[i] = is_turned != is_odd ? -other : other;
    sine_doubt[i] = is_odd ? k_doubt : s_doubt;
    cosine_doubt[i] = is_odd ? s_doubt : k_doubt;
  }
}

static int has_fused_products(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v3") != 0;
#else
  return 1;
#endif
}

double tarn_power(double x, double exponent) { return pow(x, exponent); }

void tarn_sine_cosine(const double *x, double *sine, double *cosine, int64_t count) {
  for (int64_t start = 0; start < count; start += CHUNK) {
    int64_t n = count - start < CHUNK ? count - start : CHUNK;
    double greatest = 0;
    for (int64_t i = 0; i < n; i++) greatest = __builtin_fmax(greatest, __builtin_fabs(x[start + i]));
    if (greatest > 100 || !has_fused_products()) {
      for (int64_t i = start; i < start + n; i++) {
        sine[i] = sin(x[i]);
        cosine[i] = cos(x[i]);
      }
      continue;
    }
    double sine_doubt[CHUNK], cosine_doubt[CHUNK];
    (greatest <= 0.5 ? small_angles : wide_angles)(x + start, sine + start, cosine + start, sine_doubt, cosine_doubt, n);
    for (int64_t i = 0; i < n; i++) {
      if (sine_doubt[i] != 0) sine[start + i] = sin(x[start + i]);
      if (cosine_doubt[i] != 0) cosine[start + i] = cos(x[start + i]);
    }
  }
}
