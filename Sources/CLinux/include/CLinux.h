// SPDX-License-Identifier: Apache-2.0
// System calls that Swift cannot call by itself. No logic: each function makes one call and returns its result, or -errno.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/types.h>
#include <sys/xattr.h>

// The part of `struct statx` that the store asks for, with plain integers.
struct linux_metadata {
    uint32_t mask;
    uint32_t mode;
    uint32_t link_count;
    uint32_t owner;
    uint32_t group;
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    uint64_t blocks;
    int64_t access_seconds, birth_seconds, change_seconds, write_seconds;
    uint32_t access_nanoseconds, birth_nanoseconds, change_nanoseconds, write_nanoseconds;
};

enum {
    LINUX_METADATA_BIRTH = 0x800,  // STATX_BTIME in `mask`
    LINUX_RESOLVE_BENEATH = 0x08,
    LINUX_RESOLVE_NO_MAGICLINKS = 0x02,
    LINUX_RESOLVE_NO_SYMLINKS = 0x04,
    LINUX_RENAME_NOREPLACE = 0x1,
    LINUX_O_PATH = 010000000,
    LINUX_AT_EMPTY_PATH = 0x1000,
};

long linux_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
long linux_statx(int directory, const char *path, int flags, struct linux_metadata *metadata);
long linux_preadv2_nowait(int fd, void *bytes, size_t count, int64_t offset);
long linux_getdents64(int fd, void *bytes, size_t count);
long linux_renameat2(int source, const char *name, int target, const char *new_name, unsigned flags);
long linux_getxattrat(int directory, const char *path, const char *name, void *value, uint32_t size);
long linux_listxattrat(int directory, const char *path, char *names, size_t size);
long linux_fallocate_keep_size(int fd, int64_t length);
long linux_filesystem_type(int fd);

// Raises the limit of open descriptors as far as it goes; returns it.
uint64_t linux_raise_descriptor_limit(void);

// Keeps the memory of large buffers for the next one instead of returning it to the kernel.
void linux_keep_large_buffers(void);

// A socket of the kernel's routing news, not blocking; and its subscription to addresses that come and go.
int linux_route_socket(void);
int linux_bind_to_address_changes(int fd);
