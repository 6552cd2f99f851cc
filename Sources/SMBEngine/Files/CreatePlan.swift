// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What an open on a file share asks for, checked and in the engine's own terms. Nothing has been touched yet.
/// [MS-FSA] 2.1.5.1, [MS-SMB2] 3.3.5.9
struct CreatePlan {
    var path: StorePath
    let stream: StreamName?
    /// Asked for by name, generic bits expanded.
    let access: AccessMask
    /// MAXIMUM_ALLOWED: whatever else can be had.
    let wantsMaximum: Bool
    let sharing: ShareAccess
    let disposition: CreateDisposition
    let options: CreateOptions
    /// Of a file that is created or overwritten.
    let attributes: FileAttributes
    let allocationSize: FileOffset?
    let extendedAttributes: [ExtendedAttribute]
    let securityDescriptor: SecurityDescriptor?

    init(_ request: OpenRequest, on tree: Tree) throws(NTStatus) {
        try Self.verifyParameters(request)
        try Self.verifyOptions(request)
        let name = try FileName(parsing: request.name)
        self.path = name.path
        self.stream = name.stream
        // A stream is data, whatever has it. [MS-FSA] 2.1.5.1
        if name.stream != nil, request.options.contains(.directoryFile) { throw .notADirectory }
        self.access = try Self.access(request.desiredAccess, on: tree)
        self.wantsMaximum = request.desiredAccess.contains(.maximumAllowed)
        self.sharing = request.sharing
        self.disposition = request.disposition
        self.options = request.options
        self.attributes = request.attributes.intersection(.settable)
        self.allocationSize = request.allocationSize
        self.extendedAttributes = try request.extendedAttributes.map { (attribute) throws(NTStatus) in try ExtendedAttribute(attribute) }
        self.securityDescriptor = request.securityDescriptor
        try self.verifyWriting(on: tree, request.desiredAccess)
    }

    private static let validAttributes = FileAttributes(rawValue: 0x0000_7FB7)
    private static let validOptions: UInt32 = 0x00FF_FFFF

    private static func verifyParameters(_ request: OpenRequest) throws(NTStatus) {
        guard
            request.disposition.isKnown, request.sharing.isSubset(of: .all),
            request.attributes.isSubset(of: Self.validAttributes), request.options.rawValue & ~Self.validOptions == 0
        else { throw .invalidParameter }
    }

    private static func verifyOptions(_ request: OpenRequest) throws(NTStatus) {
        let options = request.options
        // "CREATE_OPTIONS … FILE_OPEN_BY_FILE_ID, FILE_RESERVE_OPFILTER … STATUS_NOT_SUPPORTED"
        guard options.isDisjoint(with: [.openByFileID, .reserveOpfilter]) else { throw .notSupported }
        if options.contains(.directoryFile) {
            guard !options.contains(.nonDirectoryFile) else { throw .invalidParameter }
            switch request.disposition {
            case .open, .create, .openIf: break
            default: throw .invalidParameter
            }
        }
    }

    /// [MS-FSA] 2.1.5.1: bits that stand for nothing are refused, and asking for nothing as well.
    private static func access(_ desired: AccessMask, on tree: Tree) throws(NTStatus) -> AccessMask {
        guard desired != [], desired.isDisjoint(with: AccessMask(rawValue: 0x0CE0_FE00)) else { throw .accessDenied }
        if desired.contains(.accessSystemSecurity) { throw .privilegeNotHeld }
        let asked = desired.expandingGenerics().subtracting(.maximumAllowed)
        guard asked.isSubset(of: tree.maximalAccess) else { throw .accessDenied }
        return asked
    }

    private func verifyWriting(on tree: Tree, _ desired: AccessMask) throws(NTStatus) {
        if self.options.contains(.deleteOnClose) {
            // "DesiredAccess does not include DELETE or GENERIC_ALL … STATUS_ACCESS_DENIED"
            guard self.access.contains(.delete) else { throw .accessDenied }
            guard !(self.attributes.contains(.readOnly) && self.disposition != .open) else { throw .cannotDelete }
        }
        if tree.canWrite { return }
        switch self.disposition {
        case .open, .openIf: break
        default: throw .accessDenied
        }
    }
}

extension CreatePlan {
    /// Whether an existing file loses its contents.
    var overwrites: Bool {
        switch self.disposition {
        case .supersede, .overwrite, .overwriteIf: true
        default: false
        }
    }

    /// What overwriting does to an existing file besides the granted access: others must have allowed it.
    var overwritingIntent: AccessMask { self.overwrites ? .writeData : [] }

    /// What an existing file's descriptor has to grant.
    var requiredAccess: AccessMask { self.access.union(self.overwritingIntent) }

    var action: CreateAction {
        switch self.disposition {
        case .supersede: .superseded
        case .overwrite, .overwriteIf: .overwritten
        default: .opened
        }
    }

    /// What is asked of the store. It never truncates: that comes after the checks (CVE-2023-4091).
    func storeOpen(granting access: AccessMask, mayCreate: Bool) -> StoreOpen {
        StoreOpen(
            path: self.path, creation: mayCreate ? self.creation : .openExisting, kind: self.kind,
            reads: !access.isDisjoint(with: [.readData, .execute]),
            writes: self.overwrites || !access.isDisjoint(with: [.writeData, .appendData]), attributes: self.attributes)
    }

    var creation: StoreOpen.Creation {
        switch self.disposition {
        case .create: .createNew
        case .openIf, .overwriteIf, .supersede: .openOrCreate
        default: .openExisting
        }
    }

    private var kind: StoreOpen.Kind {
        if self.options.contains(.directoryFile) { return .directory }
        return self.options.contains(.nonDirectoryFile) || self.stream == .unnamed ? .file : .any
    }

    /// What an existing file's attributes forbid. [MS-FSA] 2.1.5.1.2, 2.1.5.1.2.1
    func verify(existing metadata: FileMetadata) throws(NTStatus) {
        if metadata.attributes.contains(.readOnly) {
            if self.options.contains(.deleteOnClose) { throw .cannotDelete }
            let writes = !self.access.isDisjoint(with: [.writeData, .appendData]) && !metadata.isDirectory
            if self.overwrites || writes { throw .accessDenied }
        }
        guard self.overwrites else { return }
        if metadata.isDirectory { throw .fileIsADirectory }
        // An overwriter must know that a file is hidden or a system file.
        let special = metadata.attributes.intersection([.hidden, .system])
        guard special.isSubset(of: self.attributes) else { throw .accessDenied }
    }

    /// Windows would let a directory that is not empty be opened with delete-on-close, and leave it there without a word. Clients that
    /// remove directories so are better told, as Samba tells them.
    func verifyRemovable(_ handle: any FileHandle) throws(NTStatus) {
        guard self.options.contains(.deleteOnClose), handle.isDirectory else { return }
        if self.path.isRoot { throw .cannotDelete }
        if try !handle.isEmptyDirectory() { throw .directoryNotEmpty }
    }

    /// The access that the open gets.
    func granted(of maximal: AccessMask, on metadata: FileMetadata, storeWrites: Bool) -> AccessMask {
        guard self.wantsMaximum else { return self.access }
        let isProtected = metadata.attributes.contains(.readOnly) && !metadata.isDirectory
        return storeWrites && !isProtected ? maximal.union(self.access) : maximal.subtracting([.writeData, .appendData]).union(self.access)
    }
}

extension FileAttributes {
    /// What CREATE and SET_INFO can give a file; the rest says what a file is.
    static let settable: FileAttributes = [.readOnly, .hidden, .system, .archive, .temporary, .offline, .notContentIndexed]
}
