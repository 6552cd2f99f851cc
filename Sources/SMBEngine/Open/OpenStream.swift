// SPDX-License-Identifier: Apache-2.0

/// What the open of a named stream knows besides the stream itself.
struct OpenStream {
    /// Without colons and type.
    var name: String
    /// The stream's file has a row of its own in the table of opens: it does not go while one of its streams is open.
    let file: OpenRegistration
}
