// Products of small matrices, where OpenBLAS's call and packing cost as much as its arithmetic.
#include "kernels.h"
#pragma clang fp contract(fast)

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define DEPTH 128

#define LEVEL _sse2
#define TARGET
#define LANES 4
#define ROWS 4
#define VECTORS 2
#include "multiply.inc"

#if defined(__x86_64__)
#define LEVEL _avx2
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define LANES 8
#define ROWS 6
#define VECTORS 2
#include "multiply.inc"

#define LEVEL _avx512
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define LANES 16
#define ROWS 8
#define VECTORS 3
#include "multiply.inc"
#endif

int tarn_kernel_level(void) {
#if defined(__x86_64__)
  static int known = -1;
  if (known < 0) {
    __builtin_cpu_init();
    int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                 __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    known = avx512 ? 2 : avx2 ? 1 : 0;
  }
  return known;
#else
  return 0;
#endif
}

int tarn_multiply_at(int wanted, int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a,
                     int64_t lda, const float *b, int64_t ldb, int accumulate, float *c, int64_t ldc) {
  if (wanted > tarn_kernel_level()) return 0;
#if defined(__x86_64__)
  if (wanted == 2) multiply_avx512(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, accumulate, c, ldc);
  if (wanted == 1) multiply_avx2(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, accumulate, c, ldc);
#endif
  if (wanted == 0) multiply_sse2(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, accumulate, c, ldc);
  return 1;
}

void tarn_multiply(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                   const float *b, int64_t ldb, int accumulate, float *c, int64_t ldc) {
  tarn_multiply_at(tarn_kernel_level(), transpose_a, transpose_b, m, n, k, a, lda, b, ldb, accumulate, c, ldc);
}
