// SPDX-License-Identifier: Apache-2.0
#include "CLinux.h"

#include <malloc.h>

void linux_keep_large_buffers(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
