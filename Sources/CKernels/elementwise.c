// Elementwise functions with their derivatives, broadcasting, reductions, strided views and indexed rows.
#include "kernels.h"
#pragma clang fp contract(fast)

#define REAL float
#define NAME(name) name##_f32
#define LOG logf
#define LOG1P log1pf
#define POWER powf
#define SIN sinf
#define COS cosf
#include "elementwise.inc"
#undef REAL
#undef NAME
#undef LOG
#undef LOG1P
#undef POWER
#undef SIN
#undef COS
#define REAL double
#define NAME(name) name##_f64
#define LOG log
#define LOG1P log1p
#define POWER pow
#define SIN sin
#define COS cos
#include "elementwise.inc"

void tarn_unary(tarn_type type, tarn_unary_operation operation, const void *x, void *y, int64_t count, double p, double q) {
  BY_TYPE(unary, operation, x, y, count, p, q);
}
void tarn_unary_derivative(tarn_type type, tarn_unary_operation operation, const void *x, const void *y, const void *dy,
                           void *dx, int64_t count, double p, double q, int accumulate) {
  BY_TYPE(unary_derivative, operation, x, y, dy, dx, count, p, q, accumulate);
}
void tarn_binary(tarn_type type, tarn_binary_operation operation, const void *a, const int64_t *a_strides, const void *b,
                 const int64_t *b_strides, void *y, const int64_t *shape, int rank) {
  BY_TYPE(binary, operation, a, a_strides, b, b_strides, y, shape, rank);
}
void tarn_select(tarn_type type, const void *mask, const void *yes, const void *no, void *y, int64_t count) {
  BY_TYPE(select, mask, yes, no, y, count);
}
void tarn_add_scaled(tarn_type type, double scale, const void *x, void *y, int64_t count) {
  BY_TYPE(add_scaled, scale, x, y, count);
}
void tarn_fill(tarn_type type, double value, void *y, int64_t count) { BY_TYPE(fill, value, y, count); }
double tarn_sum_of_squares(tarn_type type, const void *x, int64_t count) {
  return type == TARN_SINGLE ? sum_of_squares_f32(x, count) : sum_of_squares_f64(x, count);
}
int64_t tarn_first_not_finite(tarn_type type, const void *x, int64_t count) {
  return type == TARN_SINGLE ? first_not_finite_f32(x, count) : first_not_finite_f64(x, count);
}
void tarn_convert(tarn_type from, const void *x, tarn_type to, void *y, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    double value = from == TARN_SINGLE ? ((const float *)x)[i] : ((const double *)x)[i];
    if (to == TARN_SINGLE)
      ((float *)y)[i] = (float)value;
    else
      ((double *)y)[i] = value;
  }
}
void tarn_reduce(tarn_type type, tarn_reduction operation, const void *x, void *y, int64_t outer, int64_t count,
                 int64_t inner) {
  BY_TYPE(reduce, operation, x, y, outer, count, inner);
}
void tarn_index_of_largest(tarn_type type, const void *x, int32_t *y, int64_t outer, int64_t count, int64_t inner) {
  BY_TYPE(index_of_largest, x, y, outer, count, inner);
}
void tarn_read_view(tarn_type type, const void *x, const int64_t *strides, const int64_t *shape, int rank, void *y) {
  BY_TYPE(read_view, x, strides, shape, rank, y);
}
void tarn_add_to_view(tarn_type type, const void *dy, const int64_t *strides, const int64_t *shape, int rank, void *x) {
  BY_TYPE(add_to_view, dy, strides, shape, rank, x);
}
void tarn_copy_matrix(tarn_type type, const void *x, int transposed, int64_t rows, int64_t columns, void *y,
                      int64_t stride) {
  BY_TYPE(copy_matrix, x, transposed, rows, columns, y, stride);
}
void tarn_gather_rows(tarn_type type, const void *x, const int32_t *indices, int64_t count, int64_t width, void *y) {
  BY_TYPE(gather_rows, x, indices, count, width, y);
}
void tarn_add_to_rows(tarn_type type, const void *dy, const int32_t *indices, int64_t count, int64_t width, void *x) {
  BY_TYPE(add_to_rows, dy, indices, count, width, x);
}
void tarn_add_at(tarn_type type, const void *dy, const int32_t *indices, int64_t count, void *x) {
  BY_TYPE(add_at, dy, indices, count, x);
}
void tarn_sum_rows(tarn_type type, const void *x, void *sum, int64_t rows, int64_t width, int accumulate) {
  BY_TYPE(sum_rows, x, sum, rows, width, accumulate);
}
void tarn_bias_activation(tarn_type type, int operation, void *y, const void *bias, int64_t rows, int64_t width, double p) {
  BY_TYPE(bias_activation, operation, y, bias, rows, width, p);
}
