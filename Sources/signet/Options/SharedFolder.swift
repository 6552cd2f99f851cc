// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder that is to be shared: it must be there, and it is kept by its whole path.
enum SharedFolder {
    static func resolve(_ path: String, for what: String) throws(CommandFailure) -> String {
        var isDirectory: ObjCBool = false
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        guard unsafe FileManager.default.fileExists(atPath: absolute, isDirectory: &isDirectory) else {
            throw CommandFailure(what, because: "\(absolute) does not exist", remedy: "create the folder first")
        }
        guard isDirectory.boolValue else {
            throw CommandFailure(what, because: "\(absolute) is not a folder", remedy: "name the folder that it lies in")
        }
        return absolute
    }
}
