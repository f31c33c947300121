// The system library zlib: checksums, and reading gzipped files.
#include <zlib.h>
