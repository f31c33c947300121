#include "embedded.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char regular[] = {
#embed "../Fonts/B612-Regular.otf"
};

static const unsigned char bold[] = {
#embed "../Fonts/B612-Bold.otf"
};

static const unsigned char mono_bold[] = {
#embed "../Fonts/B612Mono-Bold.otf"
};

tarn_embedded_file tarn_font_regular(void) { return (tarn_embedded_file){regular, sizeof regular}; }

tarn_embedded_file tarn_font_bold(void) { return (tarn_embedded_file){bold, sizeof bold}; }

tarn_embedded_file tarn_font_mono_bold(void) { return (tarn_embedded_file){mono_bold, sizeof mono_bold}; }

static const unsigned char digits[] = {
#embed "../Data/digits.csv"
};

static const unsigned char iris[] = {
#embed "../Data/iris.csv"
};

static const unsigned char wine[] = {
#embed "../Data/wine.csv"
};

tarn_embedded_file tarn_data_digits(void) { return (tarn_embedded_file){digits, sizeof digits}; }

tarn_embedded_file tarn_data_iris(void) { return (tarn_embedded_file){iris, sizeof iris}; }

tarn_embedded_file tarn_data_wine(void) { return (tarn_embedded_file){wine, sizeof wine}; }

static const unsigned char tuned[] = {
#embed "../Tuned/tuned.toml"
};

tarn_embedded_file tarn_tuned(void) { return (tarn_embedded_file){tuned, sizeof tuned}; }

static const unsigned char breakout_configuration[] = {
#embed "../Runs/breakout/run.toml"
};

static const unsigned char breakout_metrics[] = {
#embed "../Runs/breakout/metrics.jsonl.gz"
};

static const unsigned char breakout_readings[] = {
#embed "../Runs/breakout/readings.jsonl.gz"
};

static const unsigned char breakout_agent[] = {
#embed "../Runs/breakout/agent.safetensors"
};

tarn_embedded_file tarn_run_breakout_configuration(void) {
  return (tarn_embedded_file){breakout_configuration, sizeof breakout_configuration};
}

tarn_embedded_file tarn_run_breakout_metrics(void) {
  return (tarn_embedded_file){breakout_metrics, sizeof breakout_metrics};
}

tarn_embedded_file tarn_run_breakout_readings(void) {
  return (tarn_embedded_file){breakout_readings, sizeof breakout_readings};
}

tarn_embedded_file tarn_run_breakout_agent(void) { return (tarn_embedded_file){breakout_agent, sizeof breakout_agent}; }
