// SPDX-License-Identifier: Apache-2.0
package import SMBAuth

/// Judges the name that a proven logon carried. Class and principal are tested apart, as event 3025 shows them.
package func judgeTargetName(_ target: TargetName, mechanism: Mechanism, names: AcceptedNames, peerIsLoopback: Bool) -> SPNVerdict {
    switch target {
    case .absent, .untrusted: .absent(status: SPNVerdict.targetUnknown)
    case .unsupported: .absent(status: SPNVerdict.unsupportedFunction)
    case .empty: .empty
    case .present(let text): judge(text, isKerberos: mechanism == .kerberos, names, peerIsLoopback)
    }
}

private func judge(_ text: String, isKerberos: Bool, _ names: AcceptedNames, _ peerIsLoopback: Bool) -> SPNVerdict {
    let spn = ServicePrincipalName(text)
    var tolerances: [Tolerance] = []

    let serviceClass = spn.serviceClass.map { HostName($0) }
    let isHostClass = serviceClass == hostClass
    let classIsValid = serviceClass == cifsClass || isHostClass && isKerberos

    // Over NTLM Windows refuses a name with a realm; over Kerberos every name has one.
    let principalIsValid = (spn.realm == nil || isKerberos) && names.accepts(spn.host, peerIsLoopback: peerIsLoopback)

    guard classIsValid, principalIsValid else {
        return .unrecognized(spn: text, classIsValid: classIsValid, principalIsValid: principalIsValid)
    }
    if !HostName.isFolded(spn.serviceClass ?? "") || !HostName.isFolded(spn.host) { tolerances.append(.caseFolded) }
    if spn.port != nil { tolerances.append(.portIgnored) }
    if spn.serviceName != nil { tolerances.append(.serviceNameIgnored) }
    if IPAddress(spn.host) == nil, spn.host.utf8.last == UInt8(ascii: ".") { tolerances.append(.trailingDot) }
    if isHostClass { tolerances.append(.hostClass) }
    if spn.realm != nil { tolerances.append(.realmStripped) }
    return .accepted(spn: text, tolerances: tolerances)
}

private let cifsClass = HostName("cifs")
private let hostClass = HostName("host")
