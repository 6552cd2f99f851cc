// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("IOCTL") struct IOControlTests {
    private let client: TestClient
    private let file: SMB2.FileID

    init() throws {
        self.client = try TestServer().connectedClient()
        self.file = try self.client.open("file")
    }

    @Test(
        "what is not offered",
        arguments: [
            (.dfsGetReferrals, .fsDriverRequired), (.dfsGetReferralsEx, .fsDriverRequired), (.queryNetworkInterfaceInfo, .notSupported),
            (.getReparsePoint, .notAReparsePoint), (.setReparsePoint, .invalidDeviceRequest), (.setSparse, .invalidDeviceRequest),
            (.setZeroData, .invalidDeviceRequest), (.setCompression, .notSupported),
            (.lmrRequestResiliency, .invalidDeviceRequest), (.init(rawValue: 0xDEAD_BEEF), .invalidDeviceRequest),
            (.pipeTransceive, .invalidDeviceRequest), (.pipePeek, .invalidDeviceRequest), (.pipeWait, .invalidDeviceRequest),
        ] as [(SMB2.ControlCode, NTStatus)])
    func refuses(_ code: SMB2.ControlCode, _ status: NTStatus) throws {
        #expect(try self.client.ioControl(self.file, code).status == status)
    }

    @Test(
        "what Explorer and link tracking ask of every file",
        arguments: [(.createOrGetObjectID, 64), (.getCompression, 2)] as [(SMB2.ControlCode, UInt32)])
    func answers(_ code: SMB2.ControlCode, _ size: UInt32) throws {
        let reply = try self.client.ioControl(self.file, code, limit: size)
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        #expect(output.readableBytes == Int(size))
        #expect(try self.client.ioControl(self.file, code, limit: size - 1).status.isError)
    }

    @Test func onlyFSCTLsAreTaken() throws {
        #expect(try self.client.ioControl(self.file, .srvRequestResumeKey, isFsctl: false).status == .notSupported)
        #expect(try self.client.ioControl(.related, .setSparse).status == .fileClosed)
    }
}
