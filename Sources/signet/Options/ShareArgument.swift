// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore

/// `NAME=PATH[,ro][,guest][,encrypt][,nosmb1]`; only these words end a path, so that a comma may be part of one.
struct ShareArgument: Hashable, Sendable, ExpressibleByArgument {
    let share: ShareRecord

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "=") else { return nil }
        let name = String(argument[..<equals])
        var path = argument[argument.index(after: equals)...]
        var isReadOnly = false
        var allowsGuest = false
        var encryptsData = false
        var speaksSMB1 = true
        while true {
            if path.hasSuffix(",ro") {
                isReadOnly = true
                path = path.dropLast(3)
            } else if path.hasSuffix(",guest") {
                allowsGuest = true
                path = path.dropLast(6)
            } else if path.hasSuffix(",encrypt") {
                encryptsData = true
                path = path.dropLast(8)
            } else if path.hasSuffix(",nosmb1") {
                speaksSMB1 = false
                path = path.dropLast(7)
            } else {
                break
            }
        }
        guard SettingsDatabase.isValidShareName(name), !path.isEmpty else { return nil }
        self.share = ShareRecord(
            name: name, path: String(path), isReadOnly: isReadOnly, allowsGuest: allowsGuest, encryptsData: encryptsData,
            speaksSMB1: speaksSMB1)
    }
}
