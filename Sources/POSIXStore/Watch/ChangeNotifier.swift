// SPDX-License-Identifier: Apache-2.0
package import SMBEngine
package import SMBWire

package final class ChangeNotifier: Sendable {
    package init() {}
}

extension POSIXFile {
    package func watch(
        _ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void
    ) throws(NTStatus) -> any ChangeWatch {
        throw .notSupported
    }
}
