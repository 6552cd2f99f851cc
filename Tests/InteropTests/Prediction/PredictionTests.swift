// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `signet assess` is asked what four settings would do to each client that was recorded, and then they are switched on.
@Suite("Prediction and outcome") struct PredictionTests {
    @Test("what assess says of a client comes true", arguments: ClientCase.recorded)
    func comesTrue(_ row: ClientCase) async throws {
        let prediction = try await Predictions.shared.prediction(of: row)
        if let works = row.worksInAuditMode { #expect(prediction.worksInAuditMode == works) }
        if prediction.worksInAuditMode { prediction.expectToComeTrue(dialect: row.dialect) }
    }

    @Test("docs/interop.md has the table as it is") func theTableIsFresh() async throws {
        var predictions: [Prediction] = []
        for row in ClientCase.recorded { predictions.append(try await Predictions.shared.prediction(of: row)) }
        let mounts = try await Boot.shared.result().predictions
        predictions += Mount.all.compactMap { mounts[$0.name] }
        let table = PredictionTable(predictions).markdown
        print(table)
        let page = try InteropPage()
        if ProcessInfo.processInfo.environment["SIGNET_WRITE_DOCS"] == "1" { try page.write(table) }
        #expect(try InteropPage().table == table, "stale: run make docs-interop")
    }
}

extension Prediction {
    /// `dialect`: what the client spoke when it was recorded.
    func expectToComeTrue(dialect: String?) {
        for (requirement, answer) in self.answers {
            let outcome = "\(requirement.setting): \(answer)"
            switch answer.foretold.verdict {
            case .ready: #expect(answer.works == true, "\(outcome)")
            case .breaks: #expect(answer.works == false, "\(outcome)")
            case .atRisk:
                // Only here nothing on the wire can decide: a client of 2.x that advertises signing and was never made to sign, and one
                // of SMB1 that did not ask for it.
                #expect(requirement == .signing && ["2.0.2", "2.1", ClientCase.ntLanManager].contains(dialect), "\(outcome)")
                if answer.trial?.foretold.verdict == .atRisk {
                    // It left when it heard of signing, before it had said who it is. SMB1 has no other mark to know it by.
                    #expect(dialect == ClientCase.ntLanManager && answer.trial?.works == false, "\(outcome)")
                } else {
                    #expect(answer.trial?.foretold.verdict == (answer.trial?.works == true ? .ready : .breaks), "\(outcome)")
                }
                #expect(answer.trial?.works == answer.works, "\(outcome)")
                #expect(answer.trial?.worksAfterwards == true, "\(outcome)")
            // Nobody logged on.
            case .unseen where dialect == nil: break
            case .unknown, .unseen: Issue.record("nothing was foretold of a client that worked: \(outcome)")
            }
        }
    }
}
