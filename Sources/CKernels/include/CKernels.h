// Small kernels that the tensor engine calls. Each is compiled for three levels of x86-64 and the best one that the
// processor has is chosen when the program starts. `type` says what the untyped pointers hold.
//
// Every array is dense and row-major unless strides are given; strides and offsets count elements. Outputs may be the
// same array as an input where a comment says so, and never overlap otherwise.
#pragma once
#include <stdint.h>

typedef enum { TARN_SINGLE = 0, TARN_DOUBLE = 1 } tarn_type;

typedef enum {
  TARN_AFFINE,  // p x + q
  TARN_EXP,
  TARN_LOG,
  TARN_SQRT,
  TARN_SQUARE,
  TARN_ABS,
  TARN_RECIPROCAL,
  TARN_POWER,  // x to the p
  TARN_SIN,
  TARN_COS,
  TARN_CLAMP,  // to p ... q
  TARN_SIGMOID,
  TARN_TANH,
  TARN_HARD_TANH,
  TARN_RELU,
  TARN_LEAKY_RELU,  // slope p below zero
  TARN_ELU,         // p (e^x - 1) below zero
  TARN_SOFTPLUS,
  TARN_SILU,
  TARN_GELU,
  TARN_SIGN,
  TARN_HUBER,  // x^2 / 2 to a magnitude of p, then p (|x| - p / 2)
} tarn_unary_operation;

typedef enum {
  TARN_ADD,
  TARN_SUBTRACT,
  TARN_MULTIPLY,
  TARN_DIVIDE,
  TARN_MAXIMUM,
  TARN_MINIMUM,
  TARN_GREATER,
  TARN_GREATER_OR_EQUAL,
  TARN_EQUAL,
  // What the first operand gets of the maximum's derivative: 1, one half where equal, 0; 1 beside a NaN.
  TARN_SHARE,
} tarn_binary_operation;

typedef enum { TARN_SUM, TARN_LARGEST, TARN_SMALLEST } tarn_reduction;

// Elementwise.
void tarn_unary(tarn_type type, tarn_unary_operation operation, const void *x, void *y, int64_t count, double p, double q);
// dx = dy f'(x), or dx += ... when accumulating; y = f(x). dx may be dy.
void tarn_unary_derivative(tarn_type type, tarn_unary_operation operation, const void *x, const void *y, const void *dy,
                           void *dx, int64_t count, double p, double q, int accumulate);
// y = a op b under broadcasting: a stride of zero repeats.
void tarn_binary(tarn_type type, tarn_binary_operation operation, const void *a, const int64_t *a_strides, const void *b,
                 const int64_t *b_strides, void *y, const int64_t *shape, int rank);
// y = yes where mask is not zero, else no.
void tarn_select(tarn_type type, const void *mask, const void *yes, const void *no, void *y, int64_t count);
// y += scale x
void tarn_add_scaled(tarn_type type, double scale, const void *x, void *y, int64_t count);
void tarn_fill(tarn_type type, double value, void *y, int64_t count);
// The sum of x * x, accumulated in double.
double tarn_sum_of_squares(tarn_type type, const void *x, int64_t count);
// The first index of a NaN or an infinity, or -1.
int64_t tarn_first_not_finite(tarn_type type, const void *x, int64_t count);
void tarn_convert(tarn_type from, const void *x, tarn_type to, void *y, int64_t count);

// x is [outer, count, inner], y is [outer, inner].
void tarn_reduce(tarn_type type, tarn_reduction operation, const void *x, void *y, int64_t outer, int64_t count,
                 int64_t inner);
// The index along the middle axis of the largest, the first of equals.
void tarn_index_of_largest(tarn_type type, const void *x, int32_t *y, int64_t outer, int64_t count, int64_t inner);

// Of the angles x, to the last bit what sin and cos of the C library give.
// pow of the C library; a call that no compiler replaces by products.
double tarn_power(double x, double exponent);

void tarn_sine_cosine(const double *x, double *sine, double *cosine, int64_t count);

// Strided views: y = view of x (dense y), and its adjoint, view of x += dy.
void tarn_read_view(tarn_type type, const void *x, const int64_t *strides, const int64_t *shape, int rank, void *y);
void tarn_add_to_view(tarn_type type, const void *dy, const int64_t *strides, const int64_t *shape, int rank, void *x);
// A matrix, or its transpose, with rows `stride` apart; y is [rows, columns] after transposition.
void tarn_copy_matrix(tarn_type type, const void *x, int transposed, int64_t rows, int64_t columns, void *y,
                      int64_t stride);
// Rows by index: y[i] = x[indices[i]], and x[indices[i]] += dy[i].
void tarn_gather_rows(tarn_type type, const void *x, const int32_t *indices, int64_t count, int64_t width, void *y);
void tarn_add_to_rows(tarn_type type, const void *dy, const int32_t *indices, int64_t count, int64_t width, void *x);

// Softmax and its relatives over rows of `width`.
void tarn_softmax(tarn_type type, const void *x, void *y, int64_t rows, int64_t width);
void tarn_softmax_derivative(tarn_type type, const void *y, const void *dy, void *dx, int64_t rows, int64_t width);
void tarn_log_softmax(tarn_type type, const void *x, void *y, int64_t rows, int64_t width);
void tarn_log_softmax_derivative(tarn_type type, const void *y, const void *dy, void *dx, int64_t rows, int64_t width);

// Cross-entropy of rows of logits with a label each: ln of the softmax into log_p, and the sum of the losses; then
// dx = scale (softmax - one-hot).
double tarn_cross_entropy(tarn_type type, const void *x, const int32_t *labels, void *log_p, int64_t rows, int64_t width);
void tarn_cross_entropy_derivative(tarn_type type, const void *log_p, const int32_t *labels, double scale, void *dx,
                                   int64_t rows, int64_t width);

// y = f(y + bias) in place; dz = dy f'(y) for an f whose derivative follows from y.
void tarn_bias_activation(tarn_type type, int operation, void *y, const void *bias, int64_t rows, int64_t width, double p);
// sum[j] (+)= the sum over rows of x[., j]
void tarn_sum_rows(tarn_type type, const void *x, void *sum, int64_t rows, int64_t width, int accumulate);

// Layer normalisation of rows; mean and inverse deviation are kept for the derivative.
void tarn_normalize_rows(tarn_type type, const void *x, const void *scale, const void *shift, void *y, void *normalized,
                         void *inverse, int64_t rows, int64_t width, double epsilon);
void tarn_normalize_rows_derivative(tarn_type type, const void *normalized, const void *inverse, const void *scale,
                                    const void *dy, void *dx, int64_t rows, int64_t width);

// Images as [batch, height, width, channels]; columns as [batch * out_height * out_width, window * channels].
typedef struct {
  int64_t batch, height, width, channels;
  int64_t window_height, window_width, stride_height, stride_width, pad_top, pad_left;
  int64_t out_height, out_width;
} tarn_window;
void tarn_columns(tarn_type type, const void *image, void *columns, const tarn_window *window);
void tarn_add_columns(tarn_type type, const void *columns, void *image, const tarn_window *window);
void tarn_max_pool(tarn_type type, const void *image, void *y, int32_t *source, const tarn_window *window);
void tarn_average_pool(tarn_type type, const void *image, void *y, const tarn_window *window);
void tarn_average_pool_derivative(tarn_type type, const void *dy, void *dx, const tarn_window *window);
// x[indices[i]] += dy[i] for single elements.
void tarn_add_at(tarn_type type, const void *dy, const int32_t *indices, int64_t count, void *x);

// Gated recurrent cells; gates of one step are [batch, gates * width].
void tarn_lstm_step(tarn_type type, void *gates, const void *peepholes, const void *c_before, const void *h_before,
                    const void *mask, void *c, void *h, int64_t batch, int64_t width);
void tarn_lstm_step_derivative(tarn_type type, const void *gates, const void *peepholes, const void *c_before,
                               const void *mask, const void *c, const void *dh, const void *dc, void *dgates,
                               void *dh_before, void *dc_before, void *dpeepholes, int64_t batch, int64_t width);
void tarn_gru_step(tarn_type type, void *gates, void *hidden, const void *h_before, const void *mask, void *h,
                   int64_t batch, int64_t width);
void tarn_gru_step_derivative(tarn_type type, const void *gates, const void *hidden, const void *h_before,
                              const void *mask, const void *dh, void *dinput, void *dhidden, void *dh_before,
                              int64_t batch, int64_t width);

// Optimizers: one pass over all parameters of a model.
void tarn_momentum(tarn_type type, void *w, const void *g, void *velocity, int64_t count, double step, double factor,
                   int nesterov);
void tarn_adagrad(tarn_type type, void *w, const void *g, void *sum, int64_t count, double step, double epsilon);
void tarn_adadelta(tarn_type type, void *w, const void *g, void *square, void *change, int64_t count, double step,
                   double decay, double epsilon);
void tarn_rmsprop(tarn_type type, void *w, const void *g, void *square, void *mean, int64_t count, double step,
                  double decay, double epsilon, int epsilon_inside);
void tarn_adam(tarn_type type, void *w, const void *g, void *mean, void *square, int64_t count, double step, double beta1,
               double beta2, double epsilon, double correction2, double decay);
// An eligibility trace and what follows from it: z = fade z + g, u = delta z + bonus h, s = rho s + (1 - rho) u^2,
// w += step u / sqrt(correction s + epsilon).
void tarn_trace(tarn_type type, void *w, const void *g, const void *h, void *trace, void *square, int64_t count,
                double fade, double delta, double bonus, double step, double rho, double correction, double epsilon);

// C (+)= op(A) op(B), row-major; op(A) is m x k, op(B) is k x n. Single precision.
void tarn_multiply(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                   const float *b, int64_t ldb, int accumulate, float *c, int64_t ldc);
// The level this processor has: 0 SSE2, 1 AVX2, 2 AVX-512.
int tarn_kernel_level(void);
// The same at a level of one's choice: 0 SSE2, 1 AVX2, 2 AVX-512; returns 0 if the processor lacks it.
int tarn_multiply_at(int level, int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a,
                     int64_t lda, const float *b, int64_t ldb, int accumulate, float *c, int64_t ldc);

// Has the cache lines of some bytes fetched.
static inline void tarn_prefetch(const void *start, int64_t count) {
  const char *end = (const char *)start + count;
  for (const char *line = (const char *)((uintptr_t)start & ~(uintptr_t)63); line < end; line += 64)
    __builtin_prefetch(line);
}

// What a thread keeps (its tape and pool), destroyed when it ends; and how its processor treats subnormal numbers.
void *tarn_thread_state(void);
void tarn_set_thread_state(void *value, void (*destructor)(void *));
uint64_t tarn_next_serial(void);
uint32_t tarn_flush_subnormals(void);
void tarn_restore_subnormals(uint32_t state);
