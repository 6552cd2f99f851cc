// SPDX-License-Identifier: Apache-2.0

/// What is left of SMB1 here: the NEGOTIATE with which many clients still begin. [MS-SMB2] 3.3.5.3
package enum SMB1 {}
