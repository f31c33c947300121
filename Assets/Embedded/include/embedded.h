// Files that ship inside the binary, so that it draws wherever it is copied.
#ifndef TARN_EMBEDDED_H
#define TARN_EMBEDDED_H

#include <stddef.h>

typedef struct {
  const unsigned char *bytes;
  size_t count;
} tarn_embedded_file;

tarn_embedded_file tarn_font_regular(void);
tarn_embedded_file tarn_font_bold(void);
tarn_embedded_file tarn_font_mono_bold(void);
tarn_embedded_file tarn_data_digits(void);
tarn_embedded_file tarn_data_iris(void);
tarn_embedded_file tarn_data_wine(void);
tarn_embedded_file tarn_tuned(void);
tarn_embedded_file tarn_run_breakout_configuration(void);
tarn_embedded_file tarn_run_breakout_metrics(void);
tarn_embedded_file tarn_run_breakout_readings(void);
tarn_embedded_file tarn_run_breakout_agent(void);

#endif
