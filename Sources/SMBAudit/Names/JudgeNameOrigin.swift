// SPDX-License-Identifier: Apache-2.0
package import SMBAuth

/// Who chose the target name of a logon, once the name that the client typed is known too.
///
/// The challenge's watermark has the first word: a name that was copied from us is an echo, whatever else the client says. Where it can
/// not tell, SMB2_NETNAME_NEGOTIATE_CONTEXT_ID may: a target name of another host than was typed was not typed. The context is not proven,
/// and a relay writes its own, so it never makes a name a typed one. A Kerberos client gets its name from a directory or a ticket, never
/// from us: that it differs says nothing.
package func judgeNameOrigin(
    _ origin: NameOrigin, source: NameSource = .attribute, targetName: TargetName, netname: String?
) -> NameOrigin {
    guard origin == .unknown, source == .attribute, case .present(let text) = targetName, let netname, !netname.isEmpty else {
        return origin
    }
    let host = ServicePrincipalName(text).host
    return HostName(host.droppingTrailingDot) == HostName(netname.droppingTrailingDot) ? .unknown : .echoed
}
