// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A line of `signet events --format json`, taken apart.
struct PrintedEvent {
    struct Unreadable: Error {
        let line: Substring
    }

    let id: Int
    let recordID: Int
    let level: Int
    let keywords: String
    let channel: String
    let provider: String
    let guid: String
    let computer: String
    /// What stands between the braces of EventData, as it was printed: the order of the fields counts.
    let data: String
    let values: [String: Any]
    let workstation: String?
    let culture: String
    let message: String

    init(_ line: Substring) throws {
        guard let document = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let event = document["Event"] as? [String: Any],
            let system = event["System"] as? [String: Any], let provider = system["Provider"] as? [String: Any],
            let values = event["EventData"] as? [String: Any], let info = event["RenderingInfo"] as? [String: Any],
            let data = line.firstMatch(of: /"EventData":\{([^}]*)\}/)?.1, let id = system["EventID"] as? Int
        else { throw Unreadable(line: line) }
        self.id = id
        self.recordID = system["EventRecordID"] as? Int ?? 0
        self.level = system["Level"] as? Int ?? -1
        self.keywords = system["Keywords"] as? String ?? ""
        self.channel = system["Channel"] as? String ?? ""
        self.provider = provider["Name"] as? String ?? ""
        self.guid = provider["Guid"] as? String ?? ""
        self.computer = system["Computer"] as? String ?? ""
        self.data = String(data)
        self.values = values
        self.workstation = (event["Signet"] as? [String: Any])?["workstation"] as? String
        self.culture = info["Culture"] as? String ?? ""
        self.message = info["Message"] as? String ?? ""
    }
}
