// The system library zlib: reading gzipped files.
#include <zlib.h>
