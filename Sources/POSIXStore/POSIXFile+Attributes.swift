// SPDX-License-Identifier: Apache-2.0
import Glibc
package import SMBEngine
package import SMBWire
import Synchronization

/// Security descriptors and extended attributes: all of them extended attributes of the POSIX file.
extension POSIXFile {
    package func securityDescriptor() throws(NTStatus) -> SecurityDescriptor? {
        do {
            return try StoredDescriptor.of(self.descriptor.raw)
        } catch {
            throw NTStatus(error)
        }
    }

    package func setSecurityDescriptor(_ descriptor: SecurityDescriptor) throws(NTStatus) {
        self.store.plain.remove(self.identity)
        do {
            try StoredDescriptor.store(descriptor, on: self.descriptor.raw)
        } catch {
            throw NTStatus(error)
        }
    }

    package func folderSecurityDescriptor() throws(NTStatus) -> SecurityDescriptor? {
        if self.identity == self.store.rootIdentity { return nil }
        let folder = try self.currentFolder()
        do {
            return try StoredDescriptor.of(folder)
        } catch {
            throw NTStatus(error)
        }
    }

    package func extendedAttributes() throws(NTStatus) -> [ExtendedAttribute] {
        do {
            var attributes: [ExtendedAttribute] = []
            for name in try Syscalls.attributeNames(of: self.descriptor.raw).compactMap(ExtendedAttribute.name(ofPOSIX:)) {
                let value = try Syscalls.wholeAttribute(ExtendedAttribute.prefix + name, of: self.descriptor.raw)
                if let value, !value.isEmpty { attributes.append(ExtendedAttribute(name: name, value: value)) }
            }
            return attributes
        } catch {
            throw NTStatus(error)
        }
    }

    package func setExtendedAttribute(_ name: String, _ value: [UInt8]) throws(NTStatus) {
        guard ExtendedAttribute.name(ofPOSIX: ExtendedAttribute.prefix + name) != nil else { throw .invalidEAName }
        self.store.plain.remove(self.identity)
        do {
            let name = ExtendedAttribute.prefix + name
            if value.isEmpty {
                try Syscalls.removeAttribute(name, of: self.descriptor.raw)
            } else {
                try Syscalls.setAttribute(name, of: self.descriptor.raw, value)
            }
        } catch  where error.code == EOPNOTSUPP {
            throw .easNotSupported
        } catch  where error.code == E2BIG || error.code == ERANGE {
            throw .eaTooLarge
        } catch {
            throw NTStatus(error)
        }
    }

    func removeExtendedAttributes() throws(Errno) {
        for name in try Syscalls.attributeNames(of: self.descriptor.raw) where ExtendedAttribute.name(ofPOSIX: name) != nil {
            try Syscalls.removeAttribute(name, of: self.descriptor.raw)
        }
    }

    /// `ExtendedAttribute.size` of an entry of this folder.
    func eaSize(of entry: String, _ names: [String]) -> UInt32 {
        let attributes = names.compactMap { name -> ExtendedAttribute? in
            guard let short = ExtendedAttribute.name(ofPOSIX: name),
                let value = try? Syscalls.wholeAttribute(name, in: self.descriptor.raw, entry: entry), !value.isEmpty
            else { return nil }
            return ExtendedAttribute(name: short, value: value)
        }
        return UInt32(clamping: ExtendedAttribute.size(of: attributes))
    }
}

extension ExtendedAttribute {
    static let prefix = "user."

    /// What clients call a POSIX attribute; `nil` for what is not theirs, or cannot be said in their eight bits.
    static func name(ofPOSIX name: String) -> String? {
        guard name.utf8.starts(with: self.prefix.utf8) else { return nil }
        let short = ExtendedAttribute(name: String(name.dropFirst(self.prefix.count)), value: [])
        let isSpeakable = short.name.utf8.allSatisfy { $0 >= 0x20 } && OEMText.decode(OEMText.encode(short.name)) == short.name
        guard isSpeakable, !short.name.isEmpty, short.name.utf8.count <= self.maximumNameSize, !short.isReserved else { return nil }
        return short.name
    }
}
