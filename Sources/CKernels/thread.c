#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "CKernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

static _Thread_local void *state;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void (*destroy)(void *);

static void end(void *value) {
  state = NULL;
  destroy(value);
}
static void make(void) { pthread_key_create(&key, end); }

void *tarn_thread_state(void) { return state; }

void tarn_set_thread_state(void *value, void (*destructor)(void *)) {
  destroy = destructor;
  pthread_once(&once, make);
  // The key only makes the destructor run at the thread's end; reading goes through the faster variable.
  pthread_setspecific(key, value);
  state = value;
}

uint64_t tarn_next_serial(void) {
  static _Atomic uint64_t serial = 1;
  return atomic_fetch_add_explicit(&serial, 1, memory_order_relaxed);
}

// Bits 15 and 6 of MXCSR: results flushed to zero, operands taken as zero.
uint32_t tarn_flush_subnormals(void) {
#if defined(__x86_64__)
  uint32_t state = _mm_getcsr();
  _mm_setcsr(state | 0x8040);
  return state;
#else
  return 0;
#endif
}

void tarn_restore_subnormals(uint32_t state) {
#if defined(__x86_64__)
  _mm_setcsr(state);
#endif
}
