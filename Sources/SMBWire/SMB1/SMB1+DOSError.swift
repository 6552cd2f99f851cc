// SPDX-License-Identifier: Apache-2.0

/// An error as clients without SMB_FLAGS2_NT_STATUS understand it: a class and a code. [MS-CIFS] 2.2.2.4
package struct DOSError: Hashable, Sendable {
    package enum Class: UInt8, Sendable { case success = 0, dos = 1, server = 2, hardware = 3 }

    package let errorClass: Class
    package let code: UInt16

    package init(_ errorClass: Class, _ code: UInt16) {
        self.errorClass = errorClass
        self.code = code
    }

    /// As the header's Status field carries it.
    package var rawValue: UInt32 { UInt32(self.code) &<< 16 | UInt32(self.errorClass.rawValue) }

    /// Nil for what is an NTSTATUS.
    package init?(rawValue: UInt32) {
        guard rawValue & 0xFF00 == 0, let errorClass = Class(rawValue: UInt8(truncatingIfNeeded: rawValue)), errorClass != .success,
            rawValue >> 16 < 0x4000 || rawValue >> 16 == 0xFFFF
        else { return nil }
        self.init(errorClass, UInt16(truncatingIfNeeded: rawValue >> 16))
    }
}

extension DOSError {
    /// "Unspecified server error": where nothing better is known.
    package static let unspecified = DOSError(.server, 0x0001)

    /// What Windows answers where one command has another word for it than the rest.
    package init(_ status: NTStatus, answering command: SMB1.Command) {
        switch (command, status) {
        case (.createDirectory, .objectNameCollision): self.init(.dos, 0x0005)
        case (.rename, .objectNameCollision), (.ntRename, .objectNameCollision), (.transaction2, .objectNameCollision):
            self.init(.dos, 0x00B7)
        default: self.init(status)
        }
    }

    /// SMB1's own statuses are a class and a code already.
    package init(_ status: NTStatus) {
        self = status == .success ? DOSError(.success, 0) : Self.table[status] ?? DOSError(rawValue: status.rawValue) ?? .unspecified
    }

    /// What several codes stand for in [MS-CIFS] 2.2.2.4 has the one that says most; what stands nowhere there has the code that Windows
    /// gives its own programs for it.
    private static let table: [NTStatus: DOSError] = {
        var table: [NTStatus: DOSError] = [:]
        func map(_ errorClass: Class, _ code: UInt16, _ statuses: NTStatus...) {
            for status in statuses { table[status] = DOSError(errorClass, code) }
        }
        func map(_ errorClass: Class, _ code: UInt16, raw statuses: UInt32...) {
            for status in statuses { table[NTStatus(rawValue: status)] = DOSError(errorClass, code) }
        }
        // ERRbadfunc, ERRbadfile, ERRbadpath, ERRnofids
        map(.dos, 0x0001, .notImplemented, .invalidDeviceRequest)
        map(.dos, 0x0001, raw: 0xC000_00AF)
        map(.dos, 0x0002, .noSuchFile, .noSuchDevice, .objectNameNotFound)
        map(.dos, 0x0003, .objectPathInvalid, .objectPathNotFound, .objectPathSyntaxBad)
        map(.dos, 0x0003, raw: 0xC000_009B, 0xC000_00FB)
        map(.dos, 0x0004, .tooManyOpenedFiles)
        // ERRnoaccess
        map(
            .dos, 0x0005, .accessDenied, .deletePending, .privilegeNotHeld, .logonFailure, .fileIsADirectory, .fileRenamed, .cannotDelete,
            .fileDeleted)
        map(
            .dos, 0x0005, raw: 0xC000_001E, 0xC000_001F, 0xC000_0021, 0xC000_0041, 0xC000_004B, 0xC000_010A)
        // ERRbadfid, ERRnomem
        map(.dos, 0x0006, .invalidHandle, .objectTypeMismatch, .fileClosed)
        map(.dos, 0x0006, raw: 0xC000_0037, 0xC000_0042, 0xC000_0235, 0x0006_0001)
        map(.dos, 0x0008, .insufficientServerResources, .insufficientResources, .noMemory)
        map(.dos, 0x0008, raw: 0xC000_0040, 0xC000_0097)
        // ERRbaddata, ERRremcd, ERRdiffdevice, ERRnofiles, ERRgeneral
        map(.dos, 0x000D, raw: 0xC000_009C)
        map(.dos, 0x0010, .directoryNotEmpty)
        map(.dos, 0x0011, .notSameDevice)
        map(.dos, 0x0012, .noMoreFiles)
        map(.dos, 0x001F, .unsuccessful)
        // ERRbadshare, ERRlock, ERReof, ERRunsup, ERRfilexists, ERRinvalidparam
        map(.dos, 0x0020, .sharingViolation)
        map(.dos, 0x0021, .fileLockConflict, .lockNotGranted)
        map(.dos, 0x0026, .endOfFile)
        map(.dos, 0x0032, .notSupported)
        map(.dos, 0x0050, .objectNameCollision)
        map(.dos, 0x0057, .invalidParameter, .invalidLockRange)
        // ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_NAME, ERROR_NOT_LOCKED
        map(.dos, 0x007A, .bufferTooSmall)
        map(.dos, 0x007B, .objectNameInvalid)
        map(.dos, 0x009E, .rangeNotLocked)
        // ERRbadpipe, ERRpipebusy, ERRpipeclosing, ERRnotconnected, ERRmoredata
        map(.dos, 0x00E6, .invalidInfoClass, .invalidPipeState, .invalidReadMode)
        map(.dos, 0x00E7, .instanceNotAvailable, .pipeNotAvailable, .pipeBusy)
        map(.dos, 0x00E8, .pipeClosing, .pipeEmpty)
        map(.dos, 0x00E9, .pipeDisconnected)
        map(.dos, 0x00EA, .bufferOverflow, .moreProcessingRequired)
        // ERRbadealist, ERROR_DIRECTORY, ERROR_EAS_DIDNT_FIT, ERROR_EAS_NOT_SUPPORTED, ERROR_NOTIFY_ENUM_DIR
        map(.dos, 0x00FF, .eaListInconsistent, .invalidEAName)
        map(.dos, 0x010B, .notADirectory)
        map(.dos, 0x0113, .eaTooLarge)
        map(.dos, 0x011A, .easNotSupported)
        map(.dos, 0x03FE, .notifyEnumDir)

        // ERRbadpw, ERRbadpath, ERRaccess, ERRinvtid, ERRinvnetname, ERRinvdevice
        map(.server, 0x0002, .wrongPassword)
        map(.server, 0x0003, .pathNotCovered)
        map(.server, 0x0004, .networkAccessDenied)
        map(.server, 0x0005, .networkNameDeleted)
        map(.server, 0x0006, .badNetworkName)
        map(.server, 0x0007, .badDeviceType)
        // ERRqfull, ERRqtoobig, ERRinvpfid, ERRsrverror
        map(.server, 0x0031, raw: 0xC000_00C6)
        map(.server, 0x0032, raw: 0xC000_00C7)
        map(.server, 0x0034, raw: 0xC000_00C8)
        map(.server, 0x0041, raw: 0xC000_00C4)
        // ERRtimeout, ERRnoresource, ERRtoomanyuids, ERRbaduid
        map(.server, 0x0058, .ioTimeout)
        map(.server, 0x0059, .requestNotAccepted)
        map(.server, 0x005A, raw: 0xC000_00CE)
        map(.server, 0x005B, .userSessionDeleted)
        // ERRaccountExpired, ERRbadClient, ERRbadLogonTime, ERRpasswordExpired
        map(.server, 0x08BF, .accountDisabled)
        map(.server, 0x08BF, raw: 0xC000_0193)
        map(.server, 0x08C0, raw: 0xC000_0070)
        map(.server, 0x08C1, .invalidLogonHours)
        map(.server, 0x08C2, .passwordExpired, .passwordMustChange)

        // ERRnowrite, ERRnotready, ERRbadcmd, ERRdata, ERRbadmedia, ERRbadsector, ERRnopaper, ERRwrongdisk, ERRdiskfull
        map(.hardware, 0x0013, .mediaWriteProtected)
        map(.hardware, 0x0015, raw: 0xC000_0013)
        map(.hardware, 0x0016, raw: 0xC000_0184)
        map(.hardware, 0x0017, raw: 0xC000_003E, 0xC000_003F)
        map(.hardware, 0x001A, raw: 0xC000_0032)
        map(.hardware, 0x001B, raw: 0xC000_0015)
        map(.hardware, 0x001C, raw: 0x8000_000E)
        map(.hardware, 0x0022, raw: 0xC000_0012)
        map(.hardware, 0x0027, .diskFull)
        return table
    }()
}
