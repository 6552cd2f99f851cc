// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

/// [MS-CIFS] 3.3.5.2.3
@Suite("SMB1 sequence numbers") struct SMB1SequenceNumbersTests {
    @Test("requests take even numbers from 2 on, answers the next") func count() {
        var numbers = SMB1SequenceNumbers()
        #expect(numbers.nextRequest == 2)
        #expect([.treeConnectAndX, .ntCreateAndX, .close].map { numbers.accept($0) } == [3, 5, 7])
        #expect(numbers.nextRequest == 8)
    }

    @Test("NT_CANCEL takes one number and has no answer") func cancel() {
        var numbers = SMB1SequenceNumbers()
        #expect(numbers.accept(.ntCancel) == nil)
        #expect(numbers.nextRequest == 3)
        #expect(numbers.accept(.echo) == 4)
    }

    @Test(
        "what may go unanswered takes two like the rest",
        arguments: [SMB1.Command.transactionSecondary, .transaction2Secondary, .ntTransactionSecondary, .lockingAndX])
    func unanswered(_ command: SMB1.Command) {
        var numbers = SMB1SequenceNumbers()
        _ = numbers.accept(command)
        #expect(numbers.nextRequest == 4)
    }

    @Test("they start again rather than trap") func wrap() {
        var numbers = SMB1SequenceNumbers(nextRequest: .max - 1)
        #expect(numbers.accept(.echo) == .max)
        #expect(numbers.accept(.echo) == 1)
        #expect(SMB1SequenceNumbers(nextRequest: .max).nextRequest == .max)
    }
}
