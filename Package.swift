// swift-tools-version: 6.1
import PackageDescription

/// One list of compiler settings, used by every Swift target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .unsafeFlags(["-strict-memory-safety", "-warnings-as-errors"]),
]

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let posix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

let package = Package(
    name: "signet",
    products: [.executable(name: "signet", targets: ["signet"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // What Swift cannot call, and nothing else: no logic lives in these.
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CKerberos", providers: [.apt(["libkrb5-dev"])]),
        .target(name: "CLinux"),

        // No I/O, no clock, no Foundation.
        .target(
            name: "SMBWire", dependencies: [nio],
            swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "SMBCrypto", dependencies: ["CLibcrypto", nio], swiftSettings: strict),
        .target(name: "SMBSettings", swiftSettings: strict),
        .target(
            name: "SMBAuth",
            dependencies: ["SMBWire", "SMBCrypto", nio, .product(name: "SwiftASN1", package: "swift-asn1")],
            swiftSettings: strict),
        .target(name: "SMBAudit", dependencies: ["SMBWire", "SMBAuth", "SMBSettings"], swiftSettings: strict),
        .target(
            name: "SMBEngine",
            dependencies: [
                "SMBWire", "SMBCrypto", "SMBAuth", "SMBSettings", "SMBAudit", nio,
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),

        // Edges: sockets, files, databases, clocks.
        .target(name: "POSIXStore", dependencies: ["CLinux", "SMBWire", "SMBEngine", nio], swiftSettings: strict),
        .target(
            name: "SMBServer",
            dependencies: [
                "CLinux", "SMBWire", "SMBSettings", "SMBAuth", "SMBAudit", "SMBEngine", nio, posix,
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(name: "SMBKerberos", dependencies: ["CKerberos", "SMBWire", "SMBCrypto", "SMBAuth"], swiftSettings: strict),
        .target(
            name: "EventStore",
            dependencies: [
                "SMBWire", "SMBSettings", "SMBAuth", "SMBAudit", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "signet",
            dependencies: [
                "SMBWire", "SMBCrypto", "SMBSettings", "SMBAuth", "SMBAudit", "SMBEngine", "POSIXStore", "SMBServer",
                "SMBKerberos", "EventStore", nio, posix,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: strict),

        // Tests mirror the tree.
        .target(
            name: "Support",
            dependencies: [
                "SMBWire", "SMBCrypto", "SMBAuth", "SMBSettings", "SMBAudit", "SMBEngine", nio, posix,
            ],
            path: "Tests/Support", swiftSettings: strict),
        .testTarget(name: "SMBWireTests", dependencies: ["SMBWire", "Support", nio], swiftSettings: strict),
        .testTarget(name: "SMBCryptoTests", dependencies: ["SMBCrypto", "Support", nio], swiftSettings: strict),
        .testTarget(name: "SMBSettingsTests", dependencies: ["SMBSettings"], swiftSettings: strict),
        .testTarget(
            name: "SMBAuthTests", dependencies: ["SMBAuth", "SMBWire", "SMBCrypto", "Support", nio],
            swiftSettings: strict),
        .testTarget(
            name: "SMBAuditTests", dependencies: ["SMBAudit", "SMBAuth", "SMBSettings", "SMBWire", "Support"],
            swiftSettings: strict),
        .testTarget(
            name: "SMBEngineTests",
            dependencies: ["SMBEngine", "SMBWire", "SMBCrypto", "SMBAuth", "SMBSettings", "SMBAudit", "Support", nio],
            swiftSettings: strict),
        .testTarget(
            name: "POSIXStoreTests", dependencies: ["POSIXStore", "SMBEngine", "SMBWire", nio],
            swiftSettings: strict),
        .testTarget(
            name: "SMBServerTests",
            dependencies: ["SMBServer", "SMBAuth", "SMBEngine", nio, .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .testTarget(
            name: "SMBKerberosTests", dependencies: ["SMBKerberos", "SMBAuth", "Support"], swiftSettings: strict),
        .testTarget(
            name: "EventStoreTests",
            dependencies: [
                "EventStore", "SMBAudit", "SMBAuth", "SMBSettings", "SMBWire", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SignetTests",
            dependencies: [
                "signet", "EventStore", "SMBAudit", "SMBSettings", nio, posix,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "signet", "SMBServer", "POSIXStore", "EventStore", "SMBEngine", "SMBAudit", "SMBAuth", "SMBSettings", "SMBWire",
                "SMBCrypto", "Support", nio, posix, .product(name: "Logging", package: "swift-log"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        // What the fuzzer calls, and the replay of what it found.
        .target(
            name: "FuzzEntries",
            dependencies: ["SMBWire", "SMBCrypto", "SMBAuth", "SMBSettings", "SMBAudit", "SMBEngine", "Support", nio],
            path: "Fuzz/Entries", swiftSettings: strict),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzEntries"], swiftSettings: strict),
        .testTarget(
            name: "InteropTests", dependencies: ["SMBWire", "SMBAuth", "Support", nio], swiftSettings: strict),
        .testTarget(name: "TidyTests", dependencies: ["SMBAudit", "SMBSettings", "Support"], swiftSettings: strict),
    ]
)

// Built for `make bench` alone.
if Context.environment["SIGNET_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "audit-cost", dependencies: ["EventStore", "SMBAudit", "SMBAuth", "SMBSettings", "SMBWire"],
            path: "Benchmarks/AuditCost", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
    package.products.append(.executable(name: "audit-cost", targets: ["audit-cost"]))
}

// libFuzzer brings its own main, so its driver is in the package only for scripts/fuzz.
if Context.environment["SIGNET_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "signet-fuzz", dependencies: ["FuzzEntries"], path: "Fuzz/Driver",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
    package.products.append(.executable(name: "signet-fuzz", targets: ["signet-fuzz"]))
}
