// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension FileOperations {
    /// [MS-FSCC] 2.4
    func fileInformation(_ informationClass: FileInformationClass, of open: Open) throws(NTStatus) -> InformationAnswer {
        guard case .file(let file, let registration) = open.object else { return try Self.pipeInformation(informationClass, of: open) }
        if informationClass == .all || informationClass == .name { self.followRename(of: open, file, registration) }
        switch informationClass {
        case .basic, .all, .networkOpen, .attributeTag:
            try open.require(anyOf: .readAttributes)
            return try self.attributes(informationClass, of: open, file)
        case .stream:
            let streams = try file.handle.streams()
            return InformationAnswer(32) { FileStreamInformation(streams).encode(into: &$0) }
        case .standard, .internal, .compression, .id:
            return self.facts(informationClass, try file.handle.metadata(), file.handle.identity)
        case .ea:
            // How much there is may be known to whoever has the file open. [MS-FSA] 2.1.5.12.11
            let size = try Self.eaSize(of: file)
            return InformationAnswer(4) { FileEaInformation(size).encode(into: &$0) }
        case .name: return InformationAnswer(8) { FileNameInformation("\\" + open.clientName).encode(into: &$0) }
        case .normalizedName:
            guard self.connection.agreement?.dialect == .smb3_1_1 else { throw .notSupported }
            var name = try file.handle.currentPath().clientName
            if let stream = open.stream?.name { name += ":" + (try Self.storedName(ofStream: stream, of: file)) }
            return InformationAnswer(8) { FileNormalizedNameInformation(name).encode(into: &$0) }
        case .fullEA:
            let attributes = try self.extendedAttributes(of: open)
            guard !attributes.attributes.isEmpty else { throw .noEASOnFile }
            return InformationAnswer(4) { attributes.encode(into: &$0) }
        case .alternateName:
            // To clients other than SMB1's no file has a second name. Its only one is what Windows' GetShortPathName falls back to as
            // well; an error would make smbclient's `allinfo` give up.
            guard let name = open.path.components.last else { throw .objectNameNotFound }
            let shortName = self.hasShortNames ? self.shortName(for: name) : name
            return InformationAnswer(8) { FileAlternateNameInformation(shortName).encode(into: &$0) }
        default: return try Self.information(ofAny: open, informationClass)
        }
    }

    /// Another open may have renamed the file meanwhile.
    private func followRename(of open: Open, _ file: OpenFile, _ registration: OpenRegistration) {
        guard open.stream == nil, let store = try? self.share().store,
            self.server.opens.hasMoved(registration, from: OpenPlace(open.path, in: store)),
            let path = try? file.handle.currentPath()
        else { return }
        open.path = path
    }

    /// What a pipe can be asked, and what every open knows of itself.
    private static func information(ofAny open: Open, _ informationClass: FileInformationClass) throws(NTStatus) -> InformationAnswer {
        switch informationClass {
        case .access: return InformationAnswer(4) { FileAccessInformation(open.access).encode(into: &$0) }
        case .position: return InformationAnswer(8) { FilePositionInformation(open.position).encode(into: &$0) }
        case .mode: return InformationAnswer(4) { FileModeInformation(open.mode).encode(into: &$0) }
        case .alignment: return InformationAnswer(4) { FileAlignmentInformation(0).encode(into: &$0) }
        default: throw .invalidInfoClass
        }
    }

    /// CVE-2022-32230: a pipe has no attributes, no times and no directory entry.
    private static func pipeInformation(_ informationClass: FileInformationClass, of open: Open) throws(NTStatus) -> InformationAnswer {
        guard informationClass == .standard else { return try self.information(ofAny: open, informationClass) }
        return InformationAnswer(24) {
            FileStandardInformation(allocationSize: 4096, endOfFile: 0, linkCount: 1, deletePending: false, isDirectory: false)
                .encode(into: &$0)
        }
    }

    /// As the store spells it.
    private static func storedName(ofStream name: String, of file: OpenFile) throws(NTStatus) -> String {
        let folded = WildcardPattern.folded(name)
        return try file.handle.streams().first { WildcardPattern.folded($0.name) == folded }?.name ?? name
    }

    private static func eaSize(of file: OpenFile) throws(NTStatus) -> UInt32 {
        UInt32(clamping: ExtendedAttribute.size(of: try file.handle.extendedAttributes()))
    }

    private func attributes(
        _ informationClass: FileInformationClass, of open: Open, _ file: OpenFile
    ) throws(NTStatus) -> InformationAnswer {
        let metadata = try file.handle.metadata()
        switch informationClass {
        case .basic: return InformationAnswer(40) { FileBasicInformation(metadata).encode(into: &$0) }
        case .networkOpen: return InformationAnswer(56) { FileNetworkOpenInformation(metadata).encode(into: &$0) }
        case .attributeTag:
            return InformationAnswer(8) {
                FileAttributeTagInformation(attributes: metadata.wireAttributes, reparseTag: 0).encode(into: &$0)
            }
        default:
            let standard = self.standard(metadata, file.handle.identity)
            let eaSize = try Self.eaSize(of: file)
            return InformationAnswer(104) { FileAllInformation(metadata, standard, eaSize, of: open).encode(into: &$0) }
        }
    }

    private func facts(
        _ informationClass: FileInformationClass, _ metadata: FileMetadata, _ identity: FileIdentity
    ) -> InformationAnswer {
        switch informationClass {
        case .internal: return InformationAnswer(8) { FileInternalInformation(metadata.identity.file).encode(into: &$0) }
        case .id:
            return InformationAnswer(24) {
                FileIdInformation(volumeSerialNumber: metadata.identity.volume, fileIDLow: metadata.identity.file, fileIDHigh: 0)
                    .encode(into: &$0)
            }
        case .compression:
            return InformationAnswer(16) {
                FileCompressionInformation(
                    compressedFileSize: metadata.endOfFile, compressionFormat: 0, compressionUnitShift: 0, chunkShift: 0, clusterShift: 0
                ).encode(into: &$0)
            }
        default:
            let standard = self.standard(metadata, identity)
            return InformationAnswer(24) { standard.encode(into: &$0) }
        }
    }

    /// - Parameter identity: of what is open, the file or one of its streams.
    func standard(_ metadata: FileMetadata, _ identity: FileIdentity) -> FileStandardInformation {
        let isCondemned = self.server.opens.isCondemned(identity)
        // POSIX counts a directory's entries "." and ".." in; here a directory has one name. [MS-FSA] 2.1.1.3
        let linkCount = metadata.isDirectory ? 1 : metadata.linkCount
        return FileStandardInformation(
            allocationSize: metadata.allocationSize, endOfFile: metadata.endOfFile,
            // The name that is about to go does not count any more. [MS-FSA] 2.1.5.12.27
            linkCount: isCondemned && linkCount > 0 ? linkCount - 1 : linkCount,
            deletePending: isCondemned, isDirectory: metadata.isDirectory)
    }
}

extension Open {
    /// FileModeInformation repeats some of the create options. [MS-FSCC] 2.4.31
    fileprivate var mode: UInt32 {
        let options: CreateOptions = [
            .writeThrough, .sequentialOnly, .noIntermediateBuffering, .synchronousIOAlert, .synchronousIONonalert, .deleteOnClose,
        ]
        return self.options.intersection(options).rawValue
    }
}

extension FileBasicInformation {
    fileprivate init(_ metadata: FileMetadata) {
        self.init(
            creationTime: metadata.creationTime, lastAccessTime: metadata.lastAccessTime, lastWriteTime: metadata.lastWriteTime,
            changeTime: metadata.changeTime, attributes: metadata.wireAttributes)
    }
}

extension FileNetworkOpenInformation {
    fileprivate init(_ metadata: FileMetadata) {
        self.init(
            creationTime: metadata.creationTime, lastAccessTime: metadata.lastAccessTime, lastWriteTime: metadata.lastWriteTime,
            changeTime: metadata.changeTime, allocationSize: metadata.allocationSize, endOfFile: metadata.endOfFile,
            attributes: metadata.wireAttributes)
    }
}

extension FileStreamInformation {
    fileprivate init(_ entries: [StreamEntry]) {
        self.init(entries.map { Stream(name: ":\($0.name):$DATA", size: $0.size, allocationSize: $0.allocationSize) })
    }
}

extension FileAllInformation {
    fileprivate init(_ metadata: FileMetadata, _ standard: FileStandardInformation, _ eaSize: UInt32, of open: Open) {
        self.init(
            basic: FileBasicInformation(metadata), standard: standard, internal: FileInternalInformation(metadata.identity.file),
            ea: FileEaInformation(eaSize), access: FileAccessInformation(open.access), position: FilePositionInformation(open.position),
            mode: FileModeInformation(open.mode), alignment: FileAlignmentInformation(0),
            name: FileNameInformation("\\" + open.clientName))
    }
}
