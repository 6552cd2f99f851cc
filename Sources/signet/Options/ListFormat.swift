// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// How a listing is printed: for people or for programs.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
