// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where things lie in the checkout that these tests were built from.
enum Checkout {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let root = folder.path
    static let signet = ProcessInfo.processInfo.environment["SIGNET_BINARY"] ?? root + "/.build/release/signet"
    static let python = root + "/.build/peers/python/bin/python"
    static let guestKernel = root + "/.build/peers/linux"
    static let peers = root + "/scripts/peers"
}
