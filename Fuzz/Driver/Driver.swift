// SPDX-License-Identifier: Apache-2.0
import FuzzEntries
import Glibc

/// Built with libFuzzer only (scripts/fuzz); SIGNET_FUZZ_ENTRY names the entry.
private let entry: FuzzEntry = {
    guard let name = unsafe getenv("SIGNET_FUZZ_ENTRY"), let entry = FuzzEntry(rawValue: unsafe String(cString: name)) else {
        preconditionFailure("SIGNET_FUZZ_ENTRY is not one of \(FuzzEntry.allCases.map(\.rawValue))")
    }
    return entry
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    entry.run(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
