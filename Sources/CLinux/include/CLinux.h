#pragma once

void linux_keep_large_buffers(void);
