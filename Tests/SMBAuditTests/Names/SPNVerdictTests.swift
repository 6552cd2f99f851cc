// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

private let absent = SPNVerdict.absent(status: SPNVerdict.targetUnknown)
private let incapable = SPNVerdict.absent(status: SPNVerdict.unsupportedFunction)
private let foreign = SPNVerdict.unrecognized(spn: "cifs/other", classIsValid: true, principalIsValid: false)
private let wrongClass = SPNVerdict.unrecognized(spn: "http/files", classIsValid: false, principalIsValid: true)
private let good = SPNVerdict.accepted(spn: "cifs/files", tolerances: [])

@Suite("Hardening levels") struct SPNVerdictTests {
    @Test(
        "which level refuses what",
        arguments: [
            // off, accept if provided, required
            (absent, LogonKind.user, [false, false, true]), (incapable, .user, [false, false, true]),
            (.empty, .user, [false, false, true]),
            (foreign, .user, [false, true, true]), (wrongClass, .user, [false, true, true]), (good, .user, [false, false, false]),
            (absent, .anonymous, [false, false, true]), (.empty, .anonymous, [false, false, true]),
            (foreign, .anonymous, [false, false, true]),
            (good, .anonymous, [false, false, true]), (absent, .guest, [false, false, true]), (foreign, .guest, [false, false, true]),
            (good, .guest, [false, false, true]),
        ])
    func levels(_ verdict: SPNVerdict, _ kind: LogonKind, _ refused: [Bool]) {
        #expect(HardeningLevel.allCases.map { verdict.isRefused(at: $0, kind: kind) } == refused)
    }
}
