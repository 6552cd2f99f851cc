// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SYS_getxattrat
#define SYS_getxattrat 464  // Linux 6.13
#endif
#ifndef SYS_listxattrat
#define SYS_listxattrat 465  // Linux 6.13
#endif

static long checked(long result) { return result < 0 ? -errno : result; }

long linux_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return checked(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

long linux_statx(int directory, const char *path, int flags, struct linux_metadata *metadata) {
    struct statx found;
    long result = checked(statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME, &found));
    if (result < 0) return result;
    *metadata = (struct linux_metadata){
        .mask = found.stx_mask,
        .mode = found.stx_mode,
        .link_count = found.stx_nlink,
        .owner = found.stx_uid,
        .group = found.stx_gid,
        .device = makedev(found.stx_dev_major, found.stx_dev_minor),
        .inode = found.stx_ino,
        .size = found.stx_size,
        .blocks = found.stx_blocks,
        .access_seconds = found.stx_atime.tv_sec,
        .birth_seconds = found.stx_btime.tv_sec,
        .change_seconds = found.stx_ctime.tv_sec,
        .write_seconds = found.stx_mtime.tv_sec,
        .access_nanoseconds = found.stx_atime.tv_nsec,
        .birth_nanoseconds = found.stx_btime.tv_nsec,
        .change_nanoseconds = found.stx_ctime.tv_nsec,
        .write_nanoseconds = found.stx_mtime.tv_nsec,
    };
    return result;
}

long linux_preadv2_nowait(int fd, void *bytes, size_t count, int64_t offset) {
    struct iovec piece = {.iov_base = bytes, .iov_len = count};
    return checked(preadv2(fd, &piece, 1, offset, RWF_NOWAIT));
}

long linux_getdents64(int fd, void *bytes, size_t count) { return checked(syscall(SYS_getdents64, fd, bytes, count)); }

long linux_renameat2(int source, const char *name, int target, const char *new_name, unsigned flags) {
    return checked(syscall(SYS_renameat2, source, name, target, new_name, flags));
}

long linux_getxattrat(int directory, const char *path, const char *name, void *value, uint32_t size) {
    struct {
        uint64_t value;
        uint32_t size;
        uint32_t flags;
    } arguments = {.value = (uint64_t)(uintptr_t)value, .size = size};
    return checked(syscall(SYS_getxattrat, directory, path, AT_SYMLINK_NOFOLLOW, name, &arguments, sizeof arguments));
}

long linux_listxattrat(int directory, const char *path, char *names, size_t size) {
    return checked(syscall(SYS_listxattrat, directory, path, AT_SYMLINK_NOFOLLOW, names, size));
}

long linux_fallocate_keep_size(int fd, int64_t length) { return checked(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, length)); }

long linux_filesystem_type(int fd) {
    struct statfs found;
    long result = checked(fstatfs(fd, &found));
    return result < 0 ? result : (long)found.f_type;
}
