// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// The setup words of NT_TRANSACT_NOTIFY_CHANGE. [MS-CIFS] 2.2.7.4.1
    package struct NotifyChangeSetup: Hashable, Sendable {
        package var completionFilter: UInt32
        package var file: UInt16
        package var watchesTree: Bool

        package init(completionFilter: UInt32, file: UInt16, watchesTree: Bool) {
            self.completionFilter = completionFilter
            self.file = file
            self.watchesTree = watchesTree
        }

        /// Nil: there are too few words.
        package init?(_ words: [UInt16]) {
            guard words.count >= 4 else { return nil }
            self.completionFilter = UInt32(clamping: words[0]) | UInt32(clamping: words[1]) &<< 16
            self.file = words[2]
            self.watchesTree = words[3] & 0xFF != 0
        }

        package var words: [UInt16] {
            [
                UInt16(truncatingIfNeeded: self.completionFilter), UInt16(truncatingIfNeeded: self.completionFilter &>> 16), self.file,
                self.watchesTree ? 1 : 0,
            ]
        }
    }
}
