// SPDX-License-Identifier: Apache-2.0
#include <krb5.h>
