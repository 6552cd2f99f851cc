// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBWire

/// The one place where a system call's failure becomes a status.
extension NTStatus {
    init(_ errno: Errno) {
        self =
            switch errno.code {
            case EACCES, EPERM, ENXIO, ENODEV: .accessDenied
            case ENOENT: .objectNameNotFound
            case ENOTDIR: .objectPathNotFound
            case EEXIST: .objectNameCollision
            case EISDIR: .fileIsADirectory
            case ENOTEMPTY: .directoryNotEmpty
            case ENAMETOOLONG, EILSEQ: .objectNameInvalid
            case EXDEV: .notSameDevice
            case EROFS: .mediaWriteProtected
            case ENOSPC, EDQUOT, EFBIG: .diskFull
            case EMFILE: .tooManyOpenedFiles
            case ENFILE, ENOMEM, EAGAIN, EMLINK: .insufficientResources
            case EBADF: .fileClosed
            case ETXTBSY: .sharingViolation
            case EBUSY: .cannotDelete
            case EINVAL, ESPIPE, EOVERFLOW: .invalidParameter
            case EOPNOTSUPP, ENOSYS, ENOTTY: .notSupported
            case ELOOP: .objectNameNotFound
            default: .unexpectedIOError
            }
    }

    /// While a path is followed, a symlink that leaves the share (EXDEV) looks like one that leads nowhere: otherwise it would tell what
    /// exists outside.
    init(resolving errno: Errno) {
        self = errno.code == EXDEV ? .objectNameNotFound : NTStatus(errno)
    }
}
