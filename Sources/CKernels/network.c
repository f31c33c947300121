// Softmax, normalisation, windows of images, recurrent cells and optimizers.
#include "kernels.h"
#pragma clang fp contract(fast)

#define REAL float
#define NAME(name) name##_f32
#define LOG logf
#include "network.inc"
#undef REAL
#undef NAME
#undef LOG
#undef WINDOW_ROWS
#undef POOL
#define REAL double
#define NAME(name) name##_f64
#define LOG log
#include "network.inc"

void tarn_softmax(tarn_type type, const void *x, void *y, int64_t rows, int64_t width) {
  BY_TYPE(softmax, x, y, rows, width);
}
void tarn_softmax_derivative(tarn_type type, const void *y, const void *dy, void *dx, int64_t rows, int64_t width) {
  BY_TYPE(softmax_derivative, y, dy, dx, rows, width);
}
void tarn_log_softmax(tarn_type type, const void *x, void *y, int64_t rows, int64_t width) {
  BY_TYPE(log_softmax, x, y, rows, width);
}
void tarn_log_softmax_derivative(tarn_type type, const void *y, const void *dy, void *dx, int64_t rows, int64_t width) {
  BY_TYPE(log_softmax_derivative, y, dy, dx, rows, width);
}
double tarn_cross_entropy(tarn_type type, const void *x, const int32_t *labels, void *log_p, int64_t rows,
                          int64_t width) {
  tarn_log_softmax(type, x, log_p, rows, width);
  return type == TARN_SINGLE ? label_loss_f32(log_p, labels, rows, width) : label_loss_f64(log_p, labels, rows, width);
}
void tarn_cross_entropy_derivative(tarn_type type, const void *log_p, const int32_t *labels, double scale, void *dx,
                                   int64_t rows, int64_t width) {
  BY_TYPE(cross_entropy_derivative, log_p, labels, scale, dx, rows, width);
}
void tarn_normalize_rows(tarn_type type, const void *x, const void *scale, const void *shift, void *y, void *normalized,
                         void *inverse, int64_t rows, int64_t width, double epsilon) {
  BY_TYPE(normalize_rows, x, scale, shift, y, normalized, inverse, rows, width, epsilon);
}
void tarn_normalize_rows_derivative(tarn_type type, const void *normalized, const void *inverse, const void *scale,
                                    const void *dy, void *dx, int64_t rows, int64_t width) {
  BY_TYPE(normalize_rows_derivative, normalized, inverse, scale, dy, dx, rows, width);
}
void tarn_columns(tarn_type type, const void *image, void *columns, const tarn_window *window) {
  BY_TYPE(columns, image, columns, window);
}
void tarn_add_columns(tarn_type type, const void *columns, void *image, const tarn_window *window) {
  BY_TYPE(add_columns, columns, image, window);
}
void tarn_max_pool(tarn_type type, const void *image, void *y, int32_t *source, const tarn_window *window) {
  BY_TYPE(max_pool, image, y, source, window);
}
void tarn_average_pool(tarn_type type, const void *image, void *y, const tarn_window *window) {
  BY_TYPE(average_pool, image, y, window);
}
void tarn_average_pool_derivative(tarn_type type, const void *dy, void *dx, const tarn_window *window) {
  BY_TYPE(average_pool_derivative, dy, dx, window);
}
void tarn_lstm_step(tarn_type type, void *gates, const void *peepholes, const void *c_before, const void *h_before,
                    const void *mask, void *c, void *h, int64_t batch, int64_t width) {
  BY_TYPE(lstm_step, gates, peepholes, c_before, h_before, mask, c, h, batch, width);
}
void tarn_lstm_step_derivative(tarn_type type, const void *gates, const void *peepholes, const void *c_before,
                               const void *mask, const void *c, const void *dh, const void *dc, void *dgates,
                               void *dh_before, void *dc_before, void *dpeepholes, int64_t batch, int64_t width) {
  BY_TYPE(lstm_step_derivative, gates, peepholes, c_before, mask, c, dh, dc, dgates, dh_before, dc_before, dpeepholes,
          batch, width);
}
void tarn_gru_step(tarn_type type, void *gates, void *hidden, const void *h_before, const void *mask, void *h,
                   int64_t batch, int64_t width) {
  BY_TYPE(gru_step, gates, hidden, h_before, mask, h, batch, width);
}
void tarn_gru_step_derivative(tarn_type type, const void *gates, const void *hidden, const void *h_before,
                              const void *mask, const void *dh, void *dinput, void *dhidden, void *dh_before,
                              int64_t batch, int64_t width) {
  BY_TYPE(gru_step_derivative, gates, hidden, h_before, mask, dh, dinput, dhidden, dh_before, batch, width);
}
void tarn_momentum(tarn_type type, void *w, const void *g, void *velocity, int64_t count, double step, double factor,
                   int nesterov) {
  BY_TYPE(momentum, w, g, velocity, count, step, factor, nesterov);
}
void tarn_adagrad(tarn_type type, void *w, const void *g, void *sum, int64_t count, double step, double epsilon) {
  BY_TYPE(adagrad, w, g, sum, count, step, epsilon);
}
void tarn_adadelta(tarn_type type, void *w, const void *g, void *square, void *change, int64_t count, double step,
                   double decay, double epsilon) {
  BY_TYPE(adadelta, w, g, square, change, count, step, decay, epsilon);
}
void tarn_trace(tarn_type type, void *w, const void *g, const void *h, void *trace, void *square, int64_t count,
                double fade, double delta, double bonus, double step, double rho, double correction, double epsilon) {
  BY_TYPE(trace, w, g, h, trace, square, count, fade, delta, bonus, step, rho, correction, epsilon);
}
void tarn_rmsprop(tarn_type type, void *w, const void *g, void *square, void *mean, int64_t count, double step,
                  double decay, double epsilon, int epsilon_inside) {
  BY_TYPE(rmsprop, w, g, square, mean, count, step, decay, epsilon, epsilon_inside);
}
void tarn_adam(tarn_type type, void *w, const void *g, void *mean, void *square, int64_t count, double step, double beta1,
               double beta2, double epsilon, double correction2, double decay) {
  BY_TYPE(adam, w, g, mean, square, count, step, beta1, beta2, epsilon, correction2, decay);
}
