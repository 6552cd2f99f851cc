// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension FileOperations {
    /// [MS-FSA] 2.1.5.15
    func setFile(
        _ informationClass: FileInformationClass, _ data: ByteBuffer, _ open: Open, _ file: OpenFile, _ registration: OpenRegistration
    ) throws(NTStatus) {
        switch informationClass {
        case .basic: try self.setBasic(try data.decoded(FileBasicInformation.init(decoding:)), open, file)
        case .rename: try self.rename(try data.decoded(FileRenameInformation.init(decoding:)), open, file)
        case .link: try self.link(try data.decoded(FileLinkInformation.init(decoding:)), open, file)
        case .disposition:
            let information = try data.decoded(FileDispositionInformation.init(decoding:))
            try self.setDisposition(information.deletePending, ignoresReadOnly: false, open, file, registration)
        case .dispositionEx:
            let flags = try data.decoded(FileDispositionInformationEx.init(decoding:)).flags
            try self.setDisposition(
                flags.contains(.delete), ignoresReadOnly: flags.contains(.ignoreReadOnlyAttribute), open, file, registration)
        case .endOfFile:
            try self.setEndOfFile(try data.decoded(FileEndOfFileInformation.init(decoding:)).endOfFile, open, file, registration)
        case .allocation:
            try self.setAllocation(try data.decoded(FileAllocationInformation.init(decoding:)).allocationSize, open, file, registration)
        case .position:
            let offset = try data.decoded(FilePositionInformation.init(decoding:)).currentByteOffset
            open.position = UInt64(try FileOffset(validating: offset).value)
            open.seekPosition = open.position
        case .mode: try Self.verifyMode(try data.decoded(FileModeInformation.init(decoding:)).mode)
        case .fullEA: try self.setExtendedAttributes(try Self.extendedAttributes(data), of: open)
        case .validDataLength, .shortName, .renameEx, .linkEx: throw .notSupported
        default: throw .invalidInfoClass
        }
    }

    /// Bits that can't be set are refused; those that can would change nothing here. [MS-FSA] 2.1.5.15.8
    private static func verifyMode(_ mode: UInt32) throws(NTStatus) {
        let settable: CreateOptions = [.writeThrough, .sequentialOnly, .synchronousIOAlert, .synchronousIONonalert]
        guard CreateOptions(rawValue: mode).isSubset(of: settable) else { throw .invalidParameter }
    }
}

// MARK: - Attributes and sizes

extension FileOperations {
    private func setBasic(_ information: FileBasicInformation, _ open: Open, _ file: OpenFile) throws(NTStatus) {
        try open.require(anyOf: .writeAttributes)
        let attributes = information.attributes
        if attributes.contains(.directory), !file.handle.isDirectory { throw .invalidParameter }
        if attributes.contains(.temporary), file.handle.isDirectory { throw .invalidParameter }
        let change = MetadataChange(
            creationTime: try information.creationTime.settable(), lastAccessTime: try information.lastAccessTime.settable(),
            lastWriteTime: try information.lastWriteTime.settable(),
            attributes: attributes == [] ? nil : attributes.settableOrNormal)
        // The change time follows from the change; a client can't set it here.
        if change != MetadataChange() { try file.handle.change(change) }
    }

    func setEndOfFile(
        _ size: UInt64, _ open: Open, _ file: OpenFile, _ registration: OpenRegistration
    ) throws(NTStatus) {
        let size = try FileOffset(validating: size)
        try self.verifyResize(open, file)
        let current = try file.handle.metadata().endOfFile
        try self.verifyUnlocked(from: current, to: size, registration)
        try file.handle.setEndOfFile(size)
    }

    /// Less than the file holds cuts it off; more is reserved. [MS-FSA] 2.1.5.15.1
    private func setAllocation(
        _ size: UInt64, _ open: Open, _ file: OpenFile, _ registration: OpenRegistration
    ) throws(NTStatus) {
        let size = try FileOffset(validating: size)
        try self.verifyResize(open, file)
        let current = try file.handle.metadata().endOfFile
        if UInt64(size.value) < current {
            try self.verifyUnlocked(from: current, to: size, registration)
            try file.handle.setEndOfFile(size)
        } else {
            self.server.opens.contentsChange(registration)
            try file.handle.reserve(size)
        }
    }

    private func verifyResize(_ open: Open, _ file: OpenFile) throws(NTStatus) {
        try open.require(anyOf: .writeData)
        guard !file.handle.isDirectory else { throw .invalidParameter }
    }

    /// Nobody may lose bytes that they have locked.
    private func verifyUnlocked(from current: UInt64, to size: FileOffset, _ registration: OpenRegistration) throws(NTStatus) {
        let new = UInt64(size.value)
        let range = try ByteRange(start: min(current, new), length: current > new ? current - new : new - current)
        if self.server.opens.refusesWrite(of: range, by: registration, process: self.process) { throw .fileLockConflict }
    }
}

extension FileAttributes {
    /// 0 says "leave them", so that "none" is said with the bit that means just that.
    fileprivate var settableOrNormal: FileAttributes {
        let attributes = self.intersection(.settable)
        return attributes == [] ? .normal : attributes
    }
}

extension NTTime {
    /// `nil`: leave it. 0 asks for that; -1 and -2 switch the automatic updates, which POSIX does by itself. [MS-FSCC] 2.4.7
    fileprivate func settable() throws(NTStatus) -> NTTime? {
        switch self {
        case .zero, .suspendUpdates, .resumeUpdates: return nil
        default:
            guard self.rawValue <= UInt64(Int64.max) else { throw .invalidParameter }
            return self
        }
    }
}

extension ByteBuffer {
    /// The information in a SET_INFO. Too short is INFO_LENGTH_MISMATCH; what makes no sense INVALID_PARAMETER.
    fileprivate func decoded<Value>(_ decode: (inout WireReader) throws(WireError) -> Value) throws(NTStatus) -> Value {
        var reader = WireReader(self)
        do {
            return try decode(&reader)
        } catch {
            throw error.reason == .overrun ? .infoLengthMismatch : .invalidParameter
        }
    }
}
