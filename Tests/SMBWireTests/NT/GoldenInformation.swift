// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// One of each information class. Those marked "captured" are smbd's answers; the others are drawn by hand from [MS-FSCC].
enum GoldenInformation {
    static let all: [GoldenValue] = file + names + lists + filesystem

    private static let times = "2c317f833d79dd01 34777f833d79dd01 441175663d79dd01 df16e0993d79dd01"

    private static let file: [GoldenValue] = [
        GoldenValue("FileBasicInformation", times + "20000000 00000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileBasicInformation(decoding: &reader).encode)
        },
        GoldenValue("FileStandardInformation", "0000100000000000 0100000000000000 02000000 01 00 0000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileStandardInformation(decoding: &reader).encode)
        },
        GoldenValue("FileInternalInformation", "1500000000000080") { bytes in
            var reader = WireReader(bytes)
            return written(try FileInternalInformation(decoding: &reader).encode)
        },
        GoldenValue("FileEaInformation", "04030201") { bytes in
            var reader = WireReader(bytes)
            return written(try FileEaInformation(decoding: &reader).encode)
        },
        GoldenValue("FileAccessInformation", "ff011f00") { bytes in
            var reader = WireReader(bytes)
            return written(try FileAccessInformation(decoding: &reader).encode)
        },
        GoldenValue("FilePositionInformation", "0807060504030201") { bytes in
            var reader = WireReader(bytes)
            return written(try FilePositionInformation(decoding: &reader).encode)
        },
        GoldenValue("FileModeInformation", "20000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileModeInformation(decoding: &reader).encode)
        },
        GoldenValue("FileAlignmentInformation", "01000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileAlignmentInformation(decoding: &reader).encode)
        },
        GoldenValue("FileNetworkOpenInformation", times + "0010000000000000 0600000000000000 80000000 00000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileNetworkOpenInformation(decoding: &reader).encode)
        },
        GoldenValue("FileAttributeTagInformation", "00040000 0c0000a0") { bytes in
            var reader = WireReader(bytes)
            return written(try FileAttributeTagInformation(decoding: &reader).encode)
        },
        GoldenValue("FileCompressionInformation", "0600000000000000 0200 10 0c 0d 000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileCompressionInformation(decoding: &reader).encode)
        },
        GoldenValue("FileDispositionInformation", "01") { bytes in
            var reader = WireReader(bytes)
            return written(try FileDispositionInformation(decoding: &reader).encode)
        },
        GoldenValue("FileDispositionInformationEx", "03000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileDispositionInformationEx(decoding: &reader).encode)
        },
        GoldenValue("FileEndOfFileInformation", "0000000001000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileEndOfFileInformation(decoding: &reader).encode)
        },
        GoldenValue("FileAllocationInformation", "0010000001000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileAllocationInformation(decoding: &reader).encode)
        },
        GoldenValue("FileIdInformation", "0807060504030201 100f0e0d0c0b0a09 0000000000000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileIdInformation(decoding: &reader).encode)
        },
    ]

    private static let names: [GoldenValue] = [
        GoldenValue(
            "FileAllInformation (captured)",
            """
            f2a3a3073e79dd01f2a3a3073e79dd01f2a3a3073e79dd01f2a3a3073e79dd01 2000000000000000
            000010000000000001000000000000000100000000000000 1500000000000000 00000000 ff011f00 0000000000000000 20000000 00000000
            140000005c00740065007300740039002e00640061007400
            """
        ) { bytes in
            var reader = WireReader(bytes)
            return written(try FileAllInformation(decoding: &reader).encode)
        },
        GoldenValue("FileNameInformation", "0600000061005c006200") { bytes in
            var reader = WireReader(bytes)
            return written(try FileNameInformation(decoding: &reader).encode)
        },
        GoldenValue("FileNormalizedNameInformation", "0600000061005c006200") { bytes in
            var reader = WireReader(bytes)
            return written(try FileNormalizedNameInformation(decoding: &reader).encode)
        },
        GoldenValue("FileAlternateNameInformation (captured)", "12000000740065007300740039002e00640061007400") { bytes in
            var reader = WireReader(bytes)
            return written(try FileAlternateNameInformation(decoding: &reader).encode)
        },
        GoldenValue("FileRenameInformation", "01 00000000000000 0000000000000000 06000000 61005c006200") { bytes in
            var reader = WireReader(bytes)
            return written(try FileRenameInformation(decoding: &reader).encode)
        },
        GoldenValue("FileLinkInformation", "00 00000000000000 0000000000000000 02000000 e900") { bytes in
            var reader = WireReader(bytes)
            return written(try FileLinkInformation(decoding: &reader).encode)
        },
    ]

    private static let lists: [GoldenValue] = [
        GoldenValue(
            "FileStreamInformation (captured)", "000000000e000000000001000000000000000100000000003a003a0024004400410054004100",
            leastPrefix: 1
        ) { bytes in
            let information = try FileStreamInformation(decoding: bytes)
            return written(information.encode)
        },
        GoldenValue(
            "FileStreamInformation of two",
            """
            28000000 0e000000 0100000000000000 0010000000000000 3a003a002400440041005400 4100 0000
            00000000 10000000 0200000000000000 0010000000000000 3a0061003a00240044004100 54004100
            """, leastPrefix: 1
        ) { bytes in
            let information = try FileStreamInformation(decoding: bytes)
            return written(information.encode)
        },
        GoldenValue(
            "FileFullEaInformation",
            "10000000 00 02 0300 4541 00 010203 0000 00000000 80 01 0000 41 00", leastPrefix: 1
        ) { bytes in
            let information = try FileFullEaInformation(decoding: bytes)
            return written(information.encode)
        },
        directory(
            .idBothDirectory, "captured",
            """
            70000000000000002c317f833d79dd0134777f833d79dd012c317f833d79dd012c317f833d79dd01000000000000000000000000000000001000000002000000
            00000000000000000000000000000000000000000000000000000000000000000b000000000000002e00000000000000
            0000000000000000284cba653d79dd0148beba653d79dd017ebdba653d79dd017ebdba653d79dd01000001000000000000000100000000002000000012000000
            00000000000000000000000000000000000000000000000000000000000000000e00000000000000740065007300740039002e00640061007400
            """),
        directory(
            .names, "captured",
            """
            1000000000000000 02000000 2e000000 1000000000000000 04000000 2e002e00
            2000000000000000 14000000 75006e006c0069006e006b007400650073007400
            2000000000000000 12000000 740065007300740039002e00640061007400 0000
            2000000000000000 12000000 680065006c006c006f002e00740078007400 0000
            0000000000000000 18000000 680075006e0064007200650064006b002e00620069006e00
            """),
        directory(
            .directory, "captured",
            """
            480000000000000024abd1073e79dd011f7776093e79dd0124abd1073e79dd0124abd1073e79dd01000000000000000000000000000000001000000002000000
            2e00000000000000
            0000000000000000a0e79d1b3979dd01a0e79d1b3979dd01df16e0993d79dd01df16e0993d79dd01000000000000000000000000000000001000000004000000
            2e002e00
            """),
        directory(
            .fullDirectory, "by hand", "0000000007000000" + times + "0600000000000000 0010000000000000 80000000 04000000 09000000 61006200"),
        directory(
            .bothDirectory, "by hand",
            "0000000007000000" + times + "0600000000000000 0010000000000000 80000000 02000000 09000000 0000"
                + String(repeating: "00", count: 24) + "6100"),
        directory(
            .idFullDirectory, "by hand",
            "0000000007000000" + times
                + "0600000000000000 0010000000000000 80000000 04000000 09000000 00000000 0807060504030201 61006200"),
        directory(
            .idExtdDirectory, "by hand",
            "0000000007000000" + times
                + "0600000000000000 0010000000000000 80000000 04000000 09000000 00000000 0807060504030201 0000000000000000 3dd84ade"),
    ]

    private static func directory(_ informationClass: DirectoryInformationClass, _ source: String, _ hex: String) -> GoldenValue {
        GoldenValue("\(informationClass) (\(source))", hex, leastPrefix: 1) { bytes in
            var writer = WireWriter()
            var previous: Int?
            for entry in try informationClass.entries(decoding: bytes) {
                informationClass.append(entry, to: &writer, base: 0, previous: &previous)
            }
            return writer.buffer
        }
    }

    private static let filesystem: [GoldenValue] = [
        GoldenValue("FileFsVolumeInformation", times.prefix(16) + "efbeadde 04000000 01 00 64006900") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsVolumeInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsLabelInformation", "02000000 6400") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsLabelInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsSizeInformation (captured)", "3ca678010000000094a57801000000000200000000020000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsSizeInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsFullSizeInformation", "3ca6780100000000 94a5780100000000 95a5780100000000 02000000 00020000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsFullSizeInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsDeviceInformation", "07000000 20000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsDeviceInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsAttributeInformation (captured)", "6f000100ff000000080000004e00540046005300") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsAttributeInformation(decoding: &reader).encode)
        },
        GoldenValue(
            "FileFsControlInformation", String(repeating: "00", count: 24) + String(repeating: "ff", count: 16) + "00010000 00000000"
        ) { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsControlInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsObjectIdInformation", "c84f324b7016d30112785a47bf6ee188" + String(repeating: "00", count: 48)) { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsObjectIdInformation(decoding: &reader).encode)
        },
        GoldenValue("FileFsSectorSizeInformation", "00020000 00100000 00100000 00100000 03000000 00000000 00000000") { bytes in
            var reader = WireReader(bytes)
            return written(try FileFsSectorSizeInformation(decoding: &reader).encode)
        },
    ]

    private static func written(_ encode: (inout WireWriter) -> Void) -> ByteBuffer {
        var writer = WireWriter()
        encode(&writer)
        return writer.buffer
    }
}
