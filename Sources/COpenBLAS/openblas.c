#include "COpenBLAS.h"

#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

// Linked in the usual way, OpenBLAS costs every command its load time and a thread pool before it does anything.
static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // Without this the library starts a thread a core while it loads.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  // One thread: the products do not depend on how many cores the machine has. (Runs are what is parallel.)
  void (*threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (threads) threads(1);
}

int tarn_blas_available(void) {
  pthread_once(&once, load);
  return library != NULL;
}

static void *find(const char *name) {
  if (!tarn_blas_available()) return NULL;
  return dlsym(library, name);
}

const char *tarn_blas_core(void) {
  char *(*name)(void) = (char *(*)(void))find("openblas_get_corename");
  return name ? name() : NULL;
}

// Looks a function up once.
#define FUNCTION(type, name)          \
  static __typeof__(type) function;   \
  if (!function) function = (__typeof__(type))find(name);

typedef void (*single_product)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                               float *, int);
typedef void (*double_product)(int, int, int, int, int, int, double, const double *, int, const double *, int, double,
                               double *, int);

void tarn_blas_multiply_single(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda,
                               const float *b, int ldb, float beta, float *c, int ldc) {
  FUNCTION(single_product, "cblas_sgemm")
  if (function)
    function(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, m, n, k, 1,
             a, lda, b, ldb, beta, c, ldc);
}

void tarn_blas_multiply_double(int transpose_a, int transpose_b, int m, int n, int k, const double *a, int lda,
                               const double *b, int ldb, double beta, double *c, int ldc) {
  FUNCTION(double_product, "cblas_dgemm")
  if (function)
    function(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, m, n, k, 1,
             a, lda, b, ldb, beta, c, ldc);
}

#define MISSING (-1000)

int tarn_lapack_factorize(int n, double *a, int32_t *pivots) {
  FUNCTION(void (*)(const int *, const int *, double *, const int *, int32_t *, int *), "dgetrf_")
  int info = MISSING;
  if (function) function(&n, &n, a, &n, pivots, &info);
  return info;
}

int tarn_lapack_solve(int n, int columns, const double *lu, const int32_t *pivots, double *b) {
  FUNCTION(void (*)(const char *, const int *, const int *, const double *, const int *, const int32_t *, double *,
                    const int *, int *, size_t),
           "dgetrs_")
  int info = MISSING;
  if (function) function("N", &n, &columns, lu, &n, pivots, b, &n, &info, 1);
  return info;
}

double tarn_lapack_reciprocal_condition(int n, const double *lu, double norm) {
  FUNCTION(void (*)(const char *, const int *, const double *, const int *, const double *, double *, double *, int *,
                    int *, size_t),
           "dgecon_")
  double condition = 0, *work = malloc(sizeof(double) * 4 * (size_t)n);
  int info = MISSING, *integers = malloc(sizeof(int) * (size_t)n);
  if (function && work && integers) function("1", &n, lu, &n, &norm, &condition, work, integers, &info, 1);
  free(work);
  free(integers);
  return info == 0 ? condition : NAN;
}

int tarn_lapack_svd(int m, int n, double *a, double *s, double *u, double *vt) {
  FUNCTION(void (*)(const char *, const int *, const int *, double *, const int *, double *, double *, const int *,
                    double *, const int *, double *, const int *, int *, int *, size_t),
           "dgesdd_")
  if (!function) return MISSING;
  int least = m < n ? m : n, info = 0, size = -1;
  int *integers = malloc(sizeof(int) * 8 * (size_t)least);
  double best = 0;
  function("S", &m, &n, a, &m, s, u, &m, vt, &least, &best, &size, integers, &info, 1);
  size = (int)best;
  double *work = malloc(sizeof(double) * (size_t)size);
  if (info == 0 && work && integers)
    function("S", &m, &n, a, &m, s, u, &m, vt, &least, work, &size, integers, &info, 1);
  free(work);
  free(integers);
  return info;
}

int tarn_lapack_least_squares(int m, int n, int columns, double *a, double *b, double tolerance, int *rank) {
  FUNCTION(void (*)(const int *, const int *, const int *, double *, const int *, double *, const int *, double *,
                    const double *, int *, double *, const int *, int *, int *),
           "dgelsd_")
  if (!function) return MISSING;
  int least = m < n ? m : n, most = m > n ? m : n, info = 0, size = -1, count = 0;
  double best = 0, *s = malloc(sizeof(double) * (size_t)least);
  function(&m, &n, &columns, a, &m, b, &most, s, &tolerance, rank, &best, &size, &count, &info);
  size = (int)best;
  double *work = malloc(sizeof(double) * (size_t)size);
  int *integers = malloc(sizeof(int) * (size_t)(count > 0 ? count : 1));
  if (info == 0 && work && integers && s)
    function(&m, &n, &columns, a, &m, b, &most, s, &tolerance, rank, work, &size, integers, &info);
  free(work);
  free(integers);
  free(s);
  return info;
}

int tarn_lapack_symmetric_eigen(int n, double *a, double *values) {
  FUNCTION(void (*)(const char *, const char *, const int *, double *, const int *, double *, double *, const int *,
                    int *, const int *, int *, size_t, size_t),
           "dsyevd_")
  if (!function) return MISSING;
  int info = 0, size = -1, count = -1, integer = 0;
  double best = 0;
  function("V", "U", &n, a, &n, values, &best, &size, &integer, &count, &info, 1, 1);
  size = (int)best;
  count = integer;
  double *work = malloc(sizeof(double) * (size_t)size);
  int *integers = malloc(sizeof(int) * (size_t)count);
  if (info == 0 && work && integers)
    function("V", "U", &n, a, &n, values, work, &size, integers, &count, &info, 1, 1);
  free(work);
  free(integers);
  return info;
}
