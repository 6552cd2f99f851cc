// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// srvsvc, as far as clients need it to list shares: a question in, an answer out. [MS-SRVS]
package struct ServerService: Sendable {
    package struct Share: Hashable, Sendable {
        /// [MS-SRVS] 2.2.2.4
        package struct Kind: RawRepresentable, Hashable, Sendable {
            package let rawValue: UInt32
            package init(rawValue: UInt32) { self.rawValue = rawValue }
            package static let disk = Kind(rawValue: 0)
            package static let printer = Kind(rawValue: 1)
            package static let ipc = Kind(rawValue: 3)
            /// STYPE_SPECIAL: an administrative share, hidden from people.
            package var special: Kind { Kind(rawValue: self.rawValue | 0x8000_0000) }
        }

        package var name: String
        package var kind: Kind
        package var comment: String
        /// What administrators are told about where it lies, in Windows' spelling.
        package var path: String
        package var currentUses: UInt32

        package init(name: String, kind: Kind = .disk, comment: String = "", path: String = "", currentUses: UInt32 = 0) {
            self.name = name
            self.kind = kind
            self.comment = comment
            self.path = path
            self.currentUses = currentUses
        }
    }

    package enum Answer: Hashable, Sendable {
        case results(ByteBuffer)
        case fault(RPC.Fault.Status)
    }

    package var serverName: String
    package var serverComment: String
    package var shares: [Share]
    /// Levels with paths and users are for administrators.
    package var callerIsAdministrator: Bool

    package init(serverName: String, serverComment: String = "", shares: [Share], callerIsAdministrator: Bool = false) {
        self.serverName = serverName
        self.serverComment = serverComment
        self.shares = shares
        self.callerIsAdministrator = callerIsAdministrator
    }

    /// Numbers of operations. [MS-SRVS] 3.1.4
    package enum Operation: UInt16, Sendable {
        case shareEnum = 15
        case shareGetInfo = 16
        case serverGetInfo = 21
        /// As `shareEnum`, of the shares that survive a restart: all of ours.
        case shareEnumSticky = 36
    }

    package func answer(_ operation: UInt16, stub: ByteBuffer) -> Answer {
        guard let operation = Operation(rawValue: operation) else { return .fault(.operationRangeError) }
        do throws(WireError) {
            var reader = WireReader(stub)
            switch operation {
            case .shareEnum, .shareEnumSticky: return .results(self.enumerate(try ShareEnumRequest(decoding: &reader)))
            case .shareGetInfo: return .results(self.shareInfo(try ShareGetInfoRequest(decoding: &reader)))
            case .serverGetInfo: return .results(self.serverInfo(try ServerGetInfoRequest(decoding: &reader)))
            }
        } catch {
            return .fault(.badStubData)
        }
    }

    /// A Windows error code as these calls return it. [MS-ERREF] 2.2
    package struct Result: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let success = Result(rawValue: 0)
        package static let accessDenied = Result(rawValue: 5)
        package static let invalidLevel = Result(rawValue: 124)
        package static let netNameNotFound = Result(rawValue: 2310)
    }
}
