// The parts of OpenBLAS and its LAPACK that the tensors use, loaded when the first of them is called.
#pragma once
#include <cblas.h>
#include <stdint.h>

// 1 once the library is loaded (with one thread), 0 if it is not installed.
int tarn_blas_available(void);
// The name of the processor its kernels are chosen for, such as "Haswell"; NULL if the library is not installed.
const char *tarn_blas_core(void);
void tarn_blas_multiply_single(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda,
                               const float *b, int ldb, float beta, float *c, int ldc);
void tarn_blas_multiply_double(int transpose_a, int transpose_b, int m, int n, int k, const double *a, int lda,
                               const double *b, int ldb, double beta, double *c, int ldc);

// LAPACK, column-major as it is: callers transpose. Each returns LAPACK's `info`: 0 success, below 0 a wrong argument,
// above 0 what LAPACK's own page says.
int tarn_lapack_factorize(int n, double *a, int32_t *pivots);                              // dgetrf
int tarn_lapack_solve(int n, int columns, const double *lu, const int32_t *pivots, double *b);  // dgetrs
double tarn_lapack_reciprocal_condition(int n, const double *lu, double norm);             // dgecon, 1-norm
int tarn_lapack_svd(int m, int n, double *a, double *s, double *u, double *vt);            // dgesdd, thin
int tarn_lapack_least_squares(int m, int n, int columns, double *a, double *b, double tolerance, int *rank);  // dgelsd
int tarn_lapack_symmetric_eigen(int n, double *a, double *values);                         // dsyevd, upper
