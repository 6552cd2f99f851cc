// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import NIOPosix
import TOMLKit
@main struct Signet: ParsableCommand {}
