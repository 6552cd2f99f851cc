// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// A response whose fixed part is written and whose payload the caller now appends to `writer.buffer`, without a copy in between.
    /// `~Copyable`: a length is filled in once. A caller who fails in between truncates the writer and lets this go.
    package struct OpenPayload: ~Copyable {
        private let length: Hole32
        /// Where the payload begins, as an index of the buffer.
        package let start: Int

        init(length: consuming Hole32, start: Int) {
            self.length = length
            self.start = start
        }

        /// Fills in the length of what has been appended since; returns it.
        @discardableResult
        package consuming func finish(in writer: inout WireWriter) -> Int {
            let count = writer.count - self.start
            writer.fill(self.length, with: count)
            return count
        }
    }
}
