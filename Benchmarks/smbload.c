// SPDX-License-Identifier: Apache-2.0
/* smbload - small multi-connection SMB2/3 load generator (raw sockets, OpenSSL for crypto), one thread per connection.
 * Build: gcc -O2 -pthread -o smbload smbload.c -lcrypto
 * usage: smbload MODE [options]
 *  modes: auth   sessions per second: connect+negotiate+NTLMv2+tree connect+logoff   (-n total, -c concurrent)
 *         idle   open -n authenticated+tree-connected connections, print READY, hold until stdin closes (or -T s)
 *         echo   ECHO round trips;  stat: CREATE+QUERY_INFO(all)+CLOSE of -f FILE;  statc: the same as one compound
 *         files  create/write/close, open/read/close, delete of -n files of -s bytes in dir -f (phases timed apart)
 *         mkfiles/rmfiles  create -n empty files / delete them in dir -f
 *         ls     enumerate directory -f (-b buffer), -r repeats
 *         read/write  sequential I/O of file -f, -s total size, -b block, -d requests in flight
 *  options: -h host -p port -S share -u user -P password -D domain -v dialect(0202,0210,0300,0302,0311)
 *           -x plain|sign|enc  -a cmac|gmac|hmac (3.1.1 signing)  -e gcm|ccm|gcm256|ccm256  -V (do not verify signatures)
 *           -N SPN (sent in the logon; none without it)
 *           -c connections -n count -s size -b block -d depth -r repeats -T seconds -f name -k (write: keep the existing file, no truncate)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static struct {
    const char *host, *share, *user, *pass, *dom, *file, *mode, *spn;
    int port, dialect, sign, enc, alg, cipher, noverify, conns, depth, keep, width;
    long n, size, blk, rep, secs;
} G = {.host = "127.0.0.1",
       .share = "tmp",
       .user = "alice",
       .pass = "Passw0rd!",
       .dom = "WORKGROUP",
       .file = "",
       .port = 4445,
       .dialect = 0x0311,
       .alg = 2,
       .cipher = 2,
       .conns = 1,
       .depth = 8,
       .n = 1000,
       .size = 4096,
       .blk = 1 << 20,
       .rep = 1,
       .secs = 0};
#define DIE(...)                                                                                                                           \
    do {                                                                                                                                   \
        fprintf(stderr, __VA_ARGS__);                                                                                                      \
        fprintf(stderr, "\n");                                                                                                             \
        exit(2);                                                                                                                           \
    } while (0)
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}
static void p16(uint8_t *p, unsigned v) {
    p[0] = v;
    p[1] = v >> 8;
}
static void p32(uint8_t *p, uint32_t v) {
    p16(p, v);
    p16(p + 2, v >> 16);
}
static void p64(uint8_t *p, uint64_t v) {
    p32(p, v);
    p32(p + 4, v >> 32);
}
static unsigned g16(const uint8_t *p) { return p[0] | p[1] << 8; }
static uint32_t g32(const uint8_t *p) { return g16(p) | (uint32_t)g16(p + 2) << 16; }
static uint64_t g64(const uint8_t *p) { return g32(p) | (uint64_t)g32(p + 4) << 32; }
/* MD4, RC4 */
static void md4(const uint8_t *in, size_t n, uint8_t out[16]) {
    uint8_t m[512];
    size_t L = ((n + 8) / 64 + 1) * 64;
    memset(m, 0, L);
    memcpy(m, in, n);
    m[n] = 0x80;
    p64(m + L - 8, (uint64_t)n * 8);
    uint32_t h[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (size_t o = 0; o < L; o += 64) {
        uint32_t X[16], a = h[0], b = h[1], c = h[2], d = h[3];
        for (int i = 0; i < 16; i++) X[i] = g32(m + o + 4 * i);
#define R(v, s) ((v) << (s) | (v) >> (32 - (s)))
        static const int s1[4] = {3, 7, 11, 19}, s2[4] = {3, 5, 9, 13}, s3[4] = {3, 9, 11, 15},
                         k3[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
        for (int i = 0; i < 48; i++) {
            uint32_t f;
            int s, k;
            if (i < 16) {
                f = (b & c) | (~b & d);
                k = i;
                s = s1[i & 3];
            } else if (i < 32) {
                f = ((b & c) | (b & d) | (c & d)) + 0x5a827999;
                k = (i % 4) * 4 + (i - 16) / 4;
                s = s2[i & 3];
            } else {
                f = (b ^ c ^ d) + 0x6ed9eba1;
                k = k3[i - 32];
                s = s3[i & 3];
            }
            uint32_t t = a + f + X[k];
            t = R(t, s);
            a = d;
            d = c;
            c = b;
            b = t;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
    }
    for (int i = 0; i < 4; i++) p32(out + 4 * i, h[i]);
}
static void rc4(const uint8_t *k, int kn, const uint8_t *in, uint8_t *out, int n) {
    uint8_t S[256], j = 0;
    for (int i = 0; i < 256; i++) S[i] = i;
    for (int i = 0; i < 256; i++) {
        j += S[i] + k[i % kn];
        uint8_t t = S[i];
        S[i] = S[j];
        S[j] = t;
    }
    uint8_t a = 0;
    j = 0;
    for (int i = 0; i < n; i++) {
        a++;
        j += S[a];
        uint8_t t = S[a];
        S[a] = S[j];
        S[j] = t;
        out[i] = in[i] ^ S[(uint8_t)(S[a] + S[j])];
    }
}
static void hm(const EVP_MD *md, const void *k, int kn, const void *d, size_t n, uint8_t *out) {
    unsigned l;
    HMAC(md, k, kn, d, n, out, &l);
}
static int u16(const char *s, uint8_t *o, int up) {
    int n = 0;
    for (; *s; s++) {
        o[n++] = up ? toupper(*s) : *s;
        o[n++] = 0;
    }
    return n;
}

typedef struct {
    int fd, dialect;
    uint64_t mid, sid;
    uint32_t tid;
    int credits;
    uint8_t skey[16], ekey[32], dkey[32], pre[64];
    int signing, enc, alg, cipher;
    uint64_t nonce;
    EVP_MAC_CTX *cmac;
    EVP_MAC *mac;
    EVP_CIPHER_CTX *ge, *gd, *gm;
    uint8_t *rb;
    size_t rbcap, rlen;
    uint8_t *sb;
    size_t sbcap;
    uint8_t hdr[256];
    uint32_t maxread, maxwrite;
} C;
static void kdf(const uint8_t key[16], const char *label, int ln, const uint8_t *ctx, int cn, uint8_t *out, int bits) {
    uint8_t b[256];
    int n = 0;
    p32(b, 0);
    b[3] = 1;
    n = 4;
    memcpy(b + n, label, ln);
    n += ln;
    b[n++] = 0;
    memcpy(b + n, ctx, cn);
    n += cn;
    b[n++] = 0;
    b[n++] = 0;
    b[n++] = bits >> 8;
    b[n++] = bits;
    uint8_t o[32];
    hm(EVP_sha256(), key, 16, b, n, o);
    memcpy(out, o, bits / 8);
}
static int rdall(int fd, uint8_t *p, size_t n) {
    while (n) {
        ssize_t r = recv(fd, p, n, MSG_WAITALL);
        if (r <= 0) {
            if (r < 0 && errno == EINTR) continue;
            return -1;
        }
        p += r;
        n -= r;
    }
    return 0;
}
static int wrall(int fd, struct iovec *v, int k) {
    while (k) {
        ssize_t r = writev(fd, v, k);
        if (r < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        while (k && (size_t)r >= v->iov_len) {
            r -= v->iov_len;
            v++;
            k--;
        }
        if (k) {
            v->iov_base = (char *)v->iov_base + r;
            v->iov_len -= r;
        }
    }
    return 0;
}
static void signbuf(C *c, const uint8_t *m, size_t n, const uint8_t *m2, size_t n2, uint64_t mid, int server, uint8_t out[16]) {
    uint8_t h[64];
    memcpy(h, m, 64);
    memset(h + 48, 0, 16);
    if (c->dialect < 0x300 || c->alg == 0) {
        uint8_t o[32];
        size_t l = 32;
        EVP_MAC_init(c->cmac, c->skey, 16, NULL);
        EVP_MAC_update(c->cmac, h, 64);
        EVP_MAC_update(c->cmac, m + 64, n - 64);
        if (n2) EVP_MAC_update(c->cmac, m2, n2);
        EVP_MAC_final(c->cmac, o, &l, 32);
        memcpy(out, o, 16);
        return;
    }
    if (c->alg == 1) {
        size_t l = 16;
        EVP_MAC_init(c->cmac, NULL, 0, NULL);
        EVP_MAC_update(c->cmac, h, 64);
        EVP_MAC_update(c->cmac, m + 64, n - 64);
        if (n2) EVP_MAC_update(c->cmac, m2, n2);
        EVP_MAC_final(c->cmac, out, &l, 16);
        return;
    }
    uint8_t nn[12] = {0};
    p64(nn, mid);
    nn[8] = server ? 1 : 0;
    int l;
    EVP_EncryptInit_ex(c->gm, NULL, NULL, NULL, nn);
    EVP_EncryptUpdate(c->gm, NULL, &l, h, 64);
    EVP_EncryptUpdate(c->gm, NULL, &l, m + 64, n - 64);
    if (n2) EVP_EncryptUpdate(c->gm, NULL, &l, m2, n2);
    uint8_t d[16];
    EVP_EncryptFinal_ex(c->gm, d, &l);
    EVP_CIPHER_CTX_ctrl(c->gm, EVP_CTRL_AEAD_GET_TAG, 16, out);
}
static void keysetup(C *c) {
    if (c->dialect < 0x300 || c->alg == 0) {
        c->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        c->cmac = EVP_MAC_CTX_new(c->mac);
        OSSL_PARAM p[2] = {OSSL_PARAM_construct_utf8_string("digest", "SHA256", 0), OSSL_PARAM_construct_end()};
        EVP_MAC_CTX_set_params(c->cmac, p);
    } else if (c->alg == 1) {
        c->mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
        c->cmac = EVP_MAC_CTX_new(c->mac);
        OSSL_PARAM p[2] = {OSSL_PARAM_construct_utf8_string("cipher", "AES-128-CBC", 0), OSSL_PARAM_construct_end()};
        EVP_MAC_init(c->cmac, c->skey, 16, p);
    } else {
        c->gm = EVP_CIPHER_CTX_new();
        EVP_EncryptInit_ex(c->gm, EVP_aes_128_gcm(), NULL, c->skey, NULL);
    }
    if (c->enc) {
        c->ge = EVP_CIPHER_CTX_new();
        c->gd = EVP_CIPHER_CTX_new();
        const EVP_CIPHER *e[5] = {0, EVP_aes_128_ccm(), EVP_aes_128_gcm(), EVP_aes_256_ccm(), EVP_aes_256_gcm()};
        const EVP_CIPHER *x = e[c->cipher];
        if (c->cipher & 1) {
            EVP_EncryptInit_ex(c->ge, x, NULL, NULL, NULL);
            EVP_CIPHER_CTX_ctrl(c->ge, EVP_CTRL_AEAD_SET_IVLEN, 11, NULL);
            EVP_CIPHER_CTX_ctrl(c->ge, EVP_CTRL_AEAD_SET_TAG, 16, NULL);
            EVP_EncryptInit_ex(c->ge, NULL, NULL, c->ekey, NULL);
        } else {
            EVP_EncryptInit_ex(c->ge, x, NULL, c->ekey, NULL);
            EVP_DecryptInit_ex(c->gd, x, NULL, c->dkey, NULL);
        }
    }
}
static void preauth(C *c, const uint8_t *m, size_t n) {
    EVP_MD_CTX *x = EVP_MD_CTX_new();
    unsigned l;
    EVP_DigestInit_ex(x, EVP_sha512(), NULL);
    EVP_DigestUpdate(x, c->pre, 64);
    EVP_DigestUpdate(x, m, n);
    EVP_DigestFinal_ex(x, c->pre, &l);
    EVP_MD_CTX_free(x);
}
/* header into h (64 bytes) */
static uint64_t mkhdr(C *c, uint8_t *h, int cmd, int charge) {
    memset(h, 0, 64);
    memcpy(h, "\xfeSMB", 4);
    p16(h + 4, 64);
    p16(h + 6, c->dialect >= 0x210 || c->dialect == 0 ? charge : 0);
    p16(h + 12, cmd);
    p16(h + 14, c->credits < 600 ? 256 : charge);
    uint64_t m = c->mid;
    p64(h + 24, m);
    c->mid += charge ? charge : 1;
    c->credits -= charge ? charge : 1;
    p32(h + 36, c->tid);
    p64(h + 40, c->sid);
    return m;
}
/* send message: m (with header) + optional payload */
static int sendmsg2(C *c, uint8_t *m, size_t n, const uint8_t *pl, size_t pn, int dosign) {
    uint8_t nb[4 + 52];
    size_t tot = n + pn;
    if (c->enc) {
        uint8_t *t = nb + 4;
        memset(t, 0, 52);
        memcpy(t, "\xfdSMB", 4);
        p64(t + 20, ++c->nonce);
        p32(t + 36, tot);
        p16(t + 42, 1);
        p64(t + 44, c->sid);
        int l;
        uint8_t *o = c->sb;
        if (c->sbcap < tot + 64) {
            c->sbcap = tot + 64;
            o = c->sb = realloc(c->sb, c->sbcap);
        }
        if (c->cipher & 1) {
            memcpy(o, m, n);
            if (pn) memcpy(o + n, pl, pn);
            EVP_EncryptInit_ex(c->ge, NULL, NULL, NULL, t + 20);
            EVP_EncryptUpdate(c->ge, NULL, &l, NULL, tot);
            EVP_EncryptUpdate(c->ge, NULL, &l, t + 20, 32);
            EVP_EncryptUpdate(c->ge, o, &l, o, tot);
            EVP_EncryptFinal_ex(c->ge, o, &l);
            EVP_CIPHER_CTX_ctrl(c->ge, EVP_CTRL_AEAD_GET_TAG, 16, t + 4);
        } else {
            EVP_EncryptInit_ex(c->ge, NULL, NULL, NULL, t + 20);
            EVP_EncryptUpdate(c->ge, NULL, &l, t + 20, 32);
            EVP_EncryptUpdate(c->ge, o, &l, m, n);
            if (pn) EVP_EncryptUpdate(c->ge, o + n, &l, pl, pn);
            uint8_t d[16];
            EVP_EncryptFinal_ex(c->ge, d, &l);
            EVP_CIPHER_CTX_ctrl(c->ge, EVP_CTRL_AEAD_GET_TAG, 16, t + 4);
        }
        nb[0] = 0;
        nb[1] = (tot + 52) >> 16;
        nb[2] = (tot + 52) >> 8;
        nb[3] = (tot + 52);
        struct iovec v[2] = {{nb, 56}, {o, tot}};
        return wrall(c->fd, v, 2);
    }
    if (dosign) {
        m[16] |= 8;
        uint8_t s[16];
        signbuf(c, m, n, pl, pn, g64(m + 24), 0, s);
        memcpy(m + 48, s, 16);
    }
    nb[0] = 0;
    nb[1] = tot >> 16;
    nb[2] = tot >> 8;
    nb[3] = tot;
    struct iovec v[3] = {{nb, 4}, {m, n}, {(void *)pl, pn}};
    return wrall(c->fd, v, pn ? 3 : 2);
}
/* receive one message into c->rb; returns pointer to SMB2 header; length c->rlen */
static uint8_t *recvmsg2(C *c) {
    for (;;) {
        uint8_t nb[4];
        if (rdall(c->fd, nb, 4)) return NULL;
        size_t n = (size_t)nb[1] << 16 | nb[2] << 8 | nb[3];
        if (n + 16 > c->rbcap) {
            c->rbcap = n + 4096;
            c->rb = realloc(c->rb, c->rbcap);
        }
        if (rdall(c->fd, c->rb, n)) return NULL;
        uint8_t *m = c->rb;
        c->rlen = n;
        if (!memcmp(m, "\xfdSMB", 4)) {
            int l;
            size_t z = n - 52;
            uint8_t *t = m;
            m += 52;
            if (c->cipher & 1) {
                EVP_CIPHER_CTX *g = c->gd;
                const EVP_CIPHER *x = c->cipher == 1 ? EVP_aes_128_ccm() : EVP_aes_256_ccm();
                EVP_DecryptInit_ex(g, x, NULL, NULL, NULL);
                EVP_CIPHER_CTX_ctrl(g, EVP_CTRL_AEAD_SET_IVLEN, 11, NULL);
                EVP_CIPHER_CTX_ctrl(g, EVP_CTRL_AEAD_SET_TAG, 16, t + 4);
                EVP_DecryptInit_ex(g, NULL, NULL, c->dkey, t + 20);
                EVP_DecryptUpdate(g, NULL, &l, NULL, z);
                EVP_DecryptUpdate(g, NULL, &l, t + 20, 32);
                if (EVP_DecryptUpdate(g, m, &l, m, z) <= 0) DIE("ccm decrypt failed");
            } else {
                EVP_DecryptInit_ex(c->gd, NULL, NULL, NULL, t + 20);
                EVP_DecryptUpdate(c->gd, NULL, &l, t + 20, 32);
                EVP_DecryptUpdate(c->gd, m, &l, m, z);
                EVP_CIPHER_CTX_ctrl(c->gd, EVP_CTRL_AEAD_SET_TAG, 16, t + 4);
                uint8_t d[16];
                if (EVP_DecryptFinal_ex(c->gd, d, &l) <= 0) DIE("gcm tag");
            }
            c->rlen = z;
        } else if ((m[16] & 8) && c->signing && !G.noverify && g32(m + 20) == 0) {
            uint8_t s[16];
            signbuf(c, m, c->rlen, NULL, 0, g64(m + 24), 1, s);
            if (memcmp(s, m + 48, 16)) DIE("bad signature cmd %d", g16(m + 12));
        }
        uint32_t st = g32(m + 8);
        uint8_t *q = m;
        for (;;) {
            c->credits += g16(q + 14);
            uint32_t nx = g32(q + 20);
            if (!nx) break;
            q += nx;
        }
        if (st == 0x103 && (m[16] & 2)) continue;
        if (g64(m + 24) == ~0ULL) continue; /* interim / oplock break */
        return m;
    }
}
static int spn(uint8_t *o, const uint8_t *tok, int n, int init) { /* SPNEGO wrap, definite long-form lengths */
#define LEN(v)                                                                                                                             \
    do {                                                                                                                                   \
        if ((v) < 128)                                                                                                                     \
            *q++ = (v);                                                                                                                    \
        else {                                                                                                                             \
            *q++ = 0x82;                                                                                                                   \
            *q++ = (v) >> 8;                                                                                                               \
            *q++ = (v);                                                                                                                    \
        }                                                                                                                                  \
    } while (0)
#define LL(v) ((v) < 128 ? 1 : 3)
    static const uint8_t oid[] = {0x06, 6, 0x2b, 6, 1, 5, 5, 2},
                         mt[] = {0xa0, 0x0e, 0x30, 0x0c, 6, 0x0a, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 0x0a};
    uint8_t *q = o;
    int a = 1 + LL(n) + n, b = 1 + LL(a) + a;
    if (init) {
        int s = 16 + b, t = 1 + LL(s) + s, u = 1 + LL(t) + t, w = 8 + u;
        *q++ = 0x60;
        LEN(w);
        memcpy(q, oid, 8);
        q += 8;
        *q++ = 0xa0;
        LEN(t);
        *q++ = 0x30;
        LEN(s);
        memcpy(q, mt, 16);
        q += 16;
        *q++ = 0xa2;
        LEN(a);
        *q++ = 4;
        LEN(n);
    } else {
        int t = 1 + LL(b) + b;
        *q++ = 0xa1;
        LEN(t);
        *q++ = 0x30;
        LEN(b);
        *q++ = 0xa2;
        LEN(a);
        *q++ = 4;
        LEN(n);
    }
    memcpy(q, tok, n);
    return q + n - o;
}
static uint8_t *rpc(C *c, uint8_t *m, size_t n, uint32_t *st) {
    int s = c->signing;
    if (sendmsg2(c, m, n, NULL, 0, s)) return NULL;
    uint8_t *r = recvmsg2(c);
    if (r) *st = g32(r + 8);
    return r;
}
static int ssetup(C *c, const uint8_t *tok, int n, uint8_t **resp, uint32_t *st, int last) {
    uint8_t m[4096];
    mkhdr(c, m, 1, 1);
    uint8_t *b = m + 64;
    memset(b, 0, 24);
    p16(b, 25);
    b[3] = 1;
    p32(b + 4, 1);
    p16(b + 12, 88);
    p16(b + 14, n);
    memcpy(m + 88, tok, n);
    (void)last;
    if (c->dialect == 0x311) preauth(c, m, 88 + n);
    int s = c->signing, e = c->enc;
    c->signing = 0;
    c->enc = 0;
    int r = sendmsg2(c, m, 88 + n, NULL, 0, 0);
    if (r) return -1;
    *resp = recvmsg2(c);
    c->signing = s;
    c->enc = e;
    if (!*resp) return -1;
    *st = g32(*resp + 8);
    c->sid = g64(*resp + 40);
    return 0;
}
static int smb_connect(C *c) {
    memset(c, 0, sizeof *c);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(G.port)};
    inet_pton(AF_INET, G.host, &a.sin_addr);
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (void *)&a, sizeof a)) {
        close(c->fd);
        return -1;
    }
    c->credits = 1;
    uint8_t m[4096], *r;
    uint32_t st;
    c->dialect = 0;
    mkhdr(c, m, 0, 1);
    c->dialect = G.dialect;
    p16(m + 6, 0);
    uint8_t *b = m + 64;
    memset(b, 0, 36);
    p16(b, 36);
    p16(b + 2, 1);
    p16(b + 4, 1);
    p32(b + 8, 0x7f);
    RAND_bytes(b + 12, 16);
    p16(b + 36, G.dialect);
    size_t n = 64 + 38;
    if (G.dialect == 0x311) {
        n = (n + 7) & ~7;
        memset(m + 64 + 38, 0, n - 102);
        p32(b + 28, n);
        p16(b + 32, 3);
        uint8_t *q = m + n;
        memset(q, 0, 200);
        p16(q, 1);
        p16(q + 2, 38);
        p16(q + 8, 1);
        p16(q + 10, 32);
        p16(q + 12, 1);
        RAND_bytes(q + 14, 32);
        q += 48;
        p16(q, 2);
        p16(q + 2, 4);
        p16(q + 8, 1);
        p16(q + 10, G.cipher);
        q += 16;
        p16(q, 8);
        p16(q + 2, 4);
        p16(q + 8, 1);
        p16(q + 10, G.alg);
        q += 12;
        n = q - m;
    }
    if (G.dialect == 0x311) preauth(c, m, n);
    c->signing = 0;
    if (sendmsg2(c, m, n, NULL, 0, 0)) return -1;
    r = recvmsg2(c);
    if (!r || g32(r + 8)) return -1;
    if (G.dialect == 0x311) preauth(c, r, c->rlen);
    c->maxread = g32(r + 64 + 32);
    c->maxwrite = g32(r + 64 + 36);
    c->alg = G.dialect >= 0x311 ? 1 : G.dialect >= 0x300 ? 1 : 0;
    c->cipher = G.dialect == 0x311 ? 0 : 1;
    if (G.dialect == 0x311) {
        uint32_t o = g32(r + 64 + 60);
        int k = g16(r + 64 + 6);
        for (int i = 0; i < k && o + 8 <= c->rlen; i++) {
            int t = g16(r + o), l = g16(r + o + 2);
            if (t == 8) c->alg = g16(r + o + 10);
            if (t == 2) c->cipher = g16(r + o + 10);
            o = (o + 8 + l + 7) & ~7;
        }
    }
    uint8_t t1[40] = {0};
    memcpy(t1, "NTLMSSP", 8);
    p32(t1 + 8, 1);
    uint32_t fl = 0x62088215 | 0x20000000;
    p32(t1 + 12, fl);
    t1[32] = 10;
    t1[39] = 15;
    uint8_t tok[4096];
    int tn = spn(tok, t1, 40, 1);
    if (ssetup(c, tok, tn, &r, &st, 0) || st != 0xc0000016) {
        fprintf(stderr, "ssetup1 %08x\n", r ? st : 0);
        return -1;
    }
    if (G.dialect == 0x311) preauth(c, r, c->rlen);
    uint8_t *ch = memmem(r + 64, c->rlen - 64, "NTLMSSP\0\2\0\0\0", 12);
    if (!ch) return -1;
    int tl = g16(ch + 40);
    uint32_t to = g32(ch + 44);
    uint8_t nt[16], k2[16], up[512], tmp[2048], ntr[2200], base[16], ek[16], xk[16];
    int ul = u16(G.pass, up, 0);
    md4(up, ul, nt);
    ul = u16(G.user, up, 1);
    ul += u16(G.dom, up + ul, 0);
    hm(EVP_md5(), nt, 16, up, ul, k2);
    memset(tmp, 0, 28 + 8);
    memcpy(tmp, ch + 24, 8);
    uint8_t *z = tmp + 8;
    z[0] = z[1] = 1;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    uint64_t ft = (uint64_t)ts.tv_sec * 10000000 + 116444736000000000ULL;
    p64(z + 8, ft);
    for (int o = 0; o + 4 <= tl;) {
        int id = g16(ch + to + o), l = g16(ch + to + o + 2);
        if (id == 7) memcpy(z + 8, ch + to + o + 4, 8);
        if (!id) break;
        o += 4 + l;
    }
    RAND_bytes(z + 16, 8);
    memset(z + 24, 0, 4);
    memcpy(z + 28, ch + to, tl);
    if (G.spn && tl >= 4) { /* in the place of the end mark, which goes behind it */
        int sl = u16(G.spn, z + 28 + tl, 0);
        p16(z + 28 + tl - 4, 9);
        p16(z + 28 + tl - 2, sl);
        tl += sl;
        memset(z + 28 + tl, 0, 4);
        tl += 4;
    }
    memset(z + 28 + tl, 0, 4);
    int zn = 32 + tl;
    uint8_t pr[16];
    hm(EVP_md5(), k2, 16, tmp, 8 + zn, pr);
    memcpy(ntr, pr, 16);
    memcpy(ntr + 16, z, zn);
    int ntn = 16 + zn;
    hm(EVP_md5(), k2, 16, pr, 16, base);
    RAND_bytes(xk, 16);
    rc4(base, 16, xk, ek, 16);
    uint8_t t3[4096];
    memset(t3, 0, 72);
    memcpy(t3, "NTLMSSP", 8);
    p32(t3 + 8, 3);
    int o = 72;
    uint8_t w[512];
    int l;
#define FLD(off, ptr, len)                                                                                                                 \
    do {                                                                                                                                   \
        p16(t3 + off, len);                                                                                                                \
        p16(t3 + off + 2, len);                                                                                                            \
        p32(t3 + off + 4, o);                                                                                                              \
        memcpy(t3 + o, ptr, len);                                                                                                          \
        o += len;                                                                                                                          \
    } while (0)
    uint8_t lm[24] = {0};
    l = u16(G.dom, w, 0);
    FLD(28, w, l);
    l = u16(G.user, w, 0);
    FLD(36, w, l);
    l = u16("LOAD", w, 0);
    FLD(44, w, l);
    FLD(12, lm, 24);
    FLD(20, ntr, ntn);
    FLD(52, ek, 16);
    p32(t3 + 60, fl & g32(ch + 20));
    t3[64] = 10;
    t3[71] = 15;
    tn = spn(tok, t3, o, 0);
    if (ssetup(c, tok, tn, &r, &st, 1) || st) {
        fprintf(stderr, "ssetup2 %08x\n", st);
        return -1;
    }
    if (G.dialect < 0x300)
        memcpy(c->skey, xk, 16);
    else if (G.dialect < 0x311) {
        kdf(xk, "SMB2AESCMAC", 12, (uint8_t *)"SmbSign", 8, c->skey, 128);
        kdf(xk, "SMB2AESCCM", 11, (uint8_t *)"ServerIn ", 10, c->ekey, 128);
        kdf(xk, "SMB2AESCCM", 11, (uint8_t *)"ServerOut", 10, c->dkey, 128);
    } else {
        int eb = c->cipher > 2 ? 256 : 128;
        kdf(xk, "SMBSigningKey", 14, c->pre, 64, c->skey, 128);
        kdf(xk, "SMBC2SCipherKey", 16, c->pre, 64, c->ekey, eb);
        kdf(xk, "SMBS2CCipherKey", 16, c->pre, 64, c->dkey, eb);
    }
    c->enc = G.enc;
    keysetup(c);
    c->signing = G.sign;
    char path[256];
    snprintf(path, sizeof path, "\\\\%s\\%s", G.host, G.share);
    mkhdr(c, m, 3, 1);
    b = m + 64;
    memset(b, 0, 8);
    p16(b, 9);
    l = u16(path, m + 72, 0);
    p16(b + 4, 72);
    p16(b + 6, l);
    int sg = c->signing;
    c->signing = 1;
    if (sendmsg2(c, m, 72 + l, NULL, 0, 1)) return -1;
    r = recvmsg2(c);
    c->signing = sg;
    if (!r || g32(r + 8)) {
        fprintf(stderr, "tcon %08x\n", r ? g32(r + 8) : 0);
        return -1;
    }
    c->tid = g32(r + 36);
    return 0;
}
static void smb_free(C *c) {
    close(c->fd);
    free(c->rb);
    free(c->sb);
    if (c->cmac) EVP_MAC_CTX_free(c->cmac);
    if (c->mac) EVP_MAC_free(c->mac);
    if (c->ge) EVP_CIPHER_CTX_free(c->ge);
    if (c->gd) EVP_CIPHER_CTX_free(c->gd);
    if (c->gm) EVP_CIPHER_CTX_free(c->gm);
}
static int logoff(C *c) {
    uint8_t m[72];
    uint32_t st;
    mkhdr(c, m, 2, 1);
    p16(m + 64, 4);
    p16(m + 66, 0);
    return rpc(c, m, 68, &st) ? (int)st : -1;
}
static int mkcreate(C *c, uint8_t *m, const char *name, uint32_t acc, uint32_t disp, uint32_t opt, uint32_t share) {
    mkhdr(c, m, 5, 1);
    uint8_t *b = m + 64;
    memset(b, 0, 56);
    p16(b, 57);
    p32(b + 4, 2);
    p32(b + 24, acc);
    p32(b + 28, 0x80);
    p32(b + 32, share);
    p32(b + 36, disp);
    p32(b + 40, opt);
    p16(b + 44, 120);
    int l = u16(name, m + 120, 0);
    for (int i = 0; i < l; i += 2)
        if (m[120 + i] == '/') m[120 + i] = '\\';
    p16(b + 46, l);
    if (!l) m[120] = 0;
    return 120 + (l ? l : 1);
}
static uint32_t create(C *c, const char *name, uint32_t acc, uint32_t disp, uint32_t opt, uint8_t fid[16], uint64_t *eof) {
    uint8_t m[1024];
    uint32_t st;
    int n = mkcreate(c, m, name, acc, disp, opt, 7);
    uint8_t *r = rpc(c, m, n, &st);
    if (!r) DIE("lost connection");
    if (!st) {
        memcpy(fid, r + 64 + 64, 16);
        if (eof) *eof = g64(r + 64 + 48);
    }
    return st;
}
static uint32_t closef(C *c, const uint8_t fid[16]) {
    uint8_t m[96];
    uint32_t st;
    mkhdr(c, m, 6, 1);
    memset(m + 64, 0, 8);
    p16(m + 64, 24);
    memcpy(m + 72, fid, 16);
    if (!rpc(c, m, 88, &st)) DIE("lost connection");
    return st;
}
static int chg(long n) { return n <= 65536 ? 1 : (n + 65535) / 65536; }
static uint64_t sendread(C *c, const uint8_t fid[16], uint64_t off, uint32_t len) {
    uint8_t m[128];
    uint64_t id = mkhdr(c, m, 8, chg(len));
    uint8_t *b = m + 64;
    memset(b, 0, 49);
    p16(b, 49);
    b[2] = 0x50;
    p32(b + 4, len);
    p64(b + 8, off);
    memcpy(b + 16, fid, 16);
    if (sendmsg2(c, m, 64 + 49, NULL, 0, c->signing)) DIE("send");
    return id;
}
static uint64_t sendwrite(C *c, const uint8_t fid[16], uint64_t off, const uint8_t *d, uint32_t len) {
    uint8_t m[128];
    uint64_t id = mkhdr(c, m, 9, chg(len));
    uint8_t *b = m + 64;
    memset(b, 0, 48);
    p16(b, 49);
    p16(b + 2, 112);
    p32(b + 4, len);
    p64(b + 8, off);
    memcpy(b + 16, fid, 16);
    if (sendmsg2(c, m, 112, d, len, c->signing)) DIE("send");
    return id;
}
static void mkdirp(C *c, const char *d) {
    uint8_t f[16];
    if (!*d) return;
    uint32_t st = create(c, d, 0x100081, 3, 1, f, NULL);
    if (st) DIE("mkdir %08x", st);
    closef(c, f);
}

/* latency samples */
typedef struct {
    int id;
    long lo, hi;
    float *lat;
    long nl;
    double t;
    uint64_t bytes;
    long errs;
    int phase;
} W;
static pthread_barrier_t bar;
static W *ws;
static int cmpf(const void *a, const void *b) {
    float x = *(float *)a, y = *(float *)b;
    return x < y ? -1 : x > y;
}
static void report(const char *what, double dt, long ops, uint64_t bytes) {
    long tot = 0;
    for (int i = 0; i < G.conns; i++) tot += ws[i].nl;
    float *all = malloc(sizeof(float) * (tot + 1));
    long k = 0;
    for (int i = 0; i < G.conns; i++) {
        memcpy(all + k, ws[i].lat, sizeof(float) * ws[i].nl);
        k += ws[i].nl;
        ws[i].nl = 0;
    }
    qsort(all, tot, sizeof(float), cmpf);
    struct rusage ru;
    getrusage(RUSAGE_SELF, &ru);
    static double pcpu;
    double cpu = ru.ru_utime.tv_sec + ru.ru_stime.tv_sec + (ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) * 1e-6;
    printf("{\"what\":\"%s\",\"seconds\":%.4f,\"ops\":%ld,\"ops_s\":%.1f,\"MiB_s\":%.1f,\"p50_us\":%.1f,\"p95_us\":%.1f,\"p99_us\":%.1f,"
           "\"max_us\":%.1f,\"client_cpu_s\":%.3f}\n",
           what, dt, ops, ops / dt, bytes / dt / 1048576, tot ? all[tot / 2] * 1e6 : 0, tot ? all[(long)(tot * 0.95)] * 1e6 : 0,
           tot ? all[(long)(tot * 0.99)] * 1e6 : 0, tot ? all[tot - 1] * 1e6 : 0, cpu - pcpu);
    pcpu = cpu;
    fflush(stdout);
    free(all);
}
static void smp(W *w, double t0) { w->lat[w->nl++] = now() - t0; }
static C *conns;
static int nphase;
static void *worker(void *arg) {
    W *w = arg;
    C *c = &conns[w->id];
    char nm[256];
    uint8_t f[16];
    uint8_t *data = NULL;
    if (G.size < (64 << 20)) {
        data = malloc(G.size + 1);
        memset(data, 'x', G.size);
    }
    for (int ph = 0; ph < nphase; ph++) {
        pthread_barrier_wait(&bar);
        double t = now();
        if (!strcmp(G.mode, "auth")) {
            for (long i = w->lo; i < w->hi; i++) {
                double t0 = now();
                if (smb_connect(c)) {
                    w->errs++;
                    continue;
                }
                if (logoff(c)) w->errs++;
                smb_free(c);
                smp(w, t0);
            }
        } else if (!strcmp(G.mode, "echo")) {
            for (long i = w->lo; i < w->hi; i++) {
                double t0 = now();
                uint8_t m[72];
                uint32_t st;
                mkhdr(c, m, 13, 1);
                p32(m + 64, 4);
                if (!rpc(c, m, 68, &st) || st) DIE("echo %08x", st);
                smp(w, t0);
            }
        } else if (!strcmp(G.mode, "stat") || !strcmp(G.mode, "statc")) {
            int comp = G.mode[4] == 'c';
            for (long i = w->lo; i < w->hi; i++) {
                double t0 = now();
                if (!comp) {
                    uint32_t st = create(c, G.file, 0x100080, 1, 0, f, NULL);
                    if (st) DIE("open %08x", st);
                    uint8_t m[128];
                    mkhdr(c, m, 16, 1);
                    uint8_t *b = m + 64;
                    memset(b, 0, 41);
                    p16(b, 41);
                    b[2] = 1;
                    b[3] = 18;
                    p32(b + 4, 4096);
                    memcpy(b + 24, f, 16);
                    if (!rpc(c, m, 64 + 40, &st) || st) DIE("qinfo %08x", st);
                    closef(c, f);
                } else {
                    uint8_t m[2048];
                    int n = mkcreate(c, m, G.file, 0x100080, 1, 0, 7);
                    int n8 = (n + 7) & ~7;
                    memset(m + n, 0, n8 - n);
                    p32(m + 20, n8);
                    uint8_t *q = m + n8;
                    mkhdr(c, q, 16, 1);
                    memset(q + 64, 0, 41);
                    p16(q + 64, 41);
                    q[66] = 1;
                    q[67] = 18;
                    p32(q + 68, 4096);
                    memset(q + 88, 0xff, 16);
                    p32(q + 16, 4);
                    p32(q + 20, 104);
                    uint8_t *r = q + 104;
                    mkhdr(c, r, 6, 1);
                    memset(r + 64, 0, 8);
                    p16(r + 64, 24);
                    memset(r + 72, 0xff, 16);
                    p32(r + 16, 4);
                    int tot = r + 88 - m;
                    if (c->signing && !c->enc) {
                        uint8_t s[16];
                        m[16] |= 8;
                        signbuf(c, m, n8, NULL, 0, g64(m + 24), 0, s);
                        memcpy(m + 48, s, 16);
                        q[16] |= 8;
                        signbuf(c, q, 104, NULL, 0, g64(q + 24), 0, s);
                        memcpy(q + 48, s, 16);
                        r[16] |= 8;
                        signbuf(c, r, 88, NULL, 0, g64(r + 24), 0, s);
                        memcpy(r + 48, s, 16);
                    }
                    if (sendmsg2(c, m, tot, NULL, 0, 0)) DIE("send");
                    uint8_t *x = recvmsg2(c);
                    if (!x || g32(x + 8)) DIE("compound %08x", x ? g32(x + 8) : 0);
                }
                smp(w, t0);
            }
        } else if (!strcmp(G.mode, "files") || !strcmp(G.mode, "mkfiles") || !strcmp(G.mode, "rmfiles")) {
            int p = !strcmp(G.mode, "files") ? ph : !strcmp(G.mode, "mkfiles") ? 3 : 2;
            for (long i = w->lo; i < w->hi; i++) {
                if (G.width)
                    snprintf(nm, sizeof nm, "%s%sd%04ld/f%07ld.dat", G.file, *G.file ? "/" : "", i / G.width, i);
                else
                    snprintf(nm, sizeof nm, "%s%sf%07ld.dat", G.file, *G.file ? "/" : "", i);
                double t0 = now();
                uint32_t st;
                if (p == 0) {
                    if ((st = create(c, nm, 0x120196, 5, 0x40, f, NULL))) DIE("create %s %08x", nm, st);
                    sendwrite(c, f, 0, data, G.size);
                    uint8_t *r = recvmsg2(c);
                    if (!r || g32(r + 8)) DIE("write");
                    closef(c, f);
                } else if (p == 1) {
                    if ((st = create(c, nm, 0x120089, 1, 0x40, f, NULL))) DIE("open %08x", st);
                    sendread(c, f, 0, G.size);
                    uint8_t *r = recvmsg2(c);
                    if (!r || g32(r + 8) || g32(r + 68) != G.size) DIE("read");
                    closef(c, f);
                } else if (p == 2) {
                    if ((st = create(c, nm, 0x110080, 1, 0x1040, f, NULL))) DIE("del %08x", st);
                    closef(c, f);
                } else {
                    if ((st = create(c, nm, 0x120196, 5, 0x40, f, NULL))) DIE("create %s %08x", nm, st);
                    closef(c, f);
                }
                smp(w, t0);
            }
        } else if (!strcmp(G.mode, "ls")) {
            for (int k = 0; k < G.rep; k++) {
                double t0 = now();
                long cnt = 0;
                uint32_t st = create(c, G.file, 0x100081, 1, 1, f, NULL);
                if (st) DIE("opendir %08x", st);
                for (;;) {
                    uint8_t m[128];
                    mkhdr(c, m, 14, chg(G.blk));
                    uint8_t *b = m + 64;
                    memset(b, 0, 40);
                    p16(b, 33);
                    b[2] = 37;
                    memcpy(b + 8, f, 16);
                    p16(b + 24, 96);
                    p16(b + 26, 2);
                    p32(b + 28, G.blk);
                    m[96] = '*';
                    m[97] = 0;
                    uint8_t *r = rpc(c, m, 98, &st);
                    if (!r) DIE("lost");
                    if (st == 0x80000006) break;
                    if (st) DIE("qdir %08x", st);
                    uint8_t *e = r + g16(r + 66);
                    for (;;) {
                        cnt++;
                        uint32_t nx = g32(e);
                        if (!nx) break;
                        e += nx;
                    }
                }
                closef(c, f);
                smp(w, t0);
                w->bytes = cnt;
            }
        } else if (!strcmp(G.mode, "read") || !strcmp(G.mode, "write")) {
            int wr = G.mode[0] == 'w';
            uint64_t off = 0, done = 0, total = G.size;
            if (G.conns > 1)
                snprintf(nm, sizeof nm, "%s.%d", G.file, w->id);
            else
                snprintf(nm, sizeof nm, "%s", G.file);
            uint32_t st = create(c, nm, wr ? 0x120196 : 0x120089, wr ? (G.keep ? 3 : 5) : 1, 0x40, f, NULL);
            if (st) DIE("open %08x", st);
            uint8_t *d = NULL;
            if (wr) {
                d = malloc(G.blk);
                RAND_bytes(d, G.blk);
            }
            int inf = 0;
            double tq[1024];
            (void)tq;
            while (done < total) {
                while (inf < G.depth && off < total && c->credits >= chg(G.blk)) {
                    uint32_t l = total - off < (uint64_t)G.blk ? total - off : G.blk;
                    if (wr)
                        sendwrite(c, f, off, d, l);
                    else
                        sendread(c, f, off, l);
                    off += l;
                    inf++;
                }
                if (!inf) DIE("no credits (%d)", c->credits);
                uint8_t *r = recvmsg2(c);
                if (!r) DIE("lost");
                if (g32(r + 8)) DIE("io %08x", g32(r + 8));
                done += g32(r + 68);
                inf--;
            }
            closef(c, f);
            free(d);
            w->bytes = done;
        }
        w->t = now() - t;
        pthread_barrier_wait(&bar);
    }
    free(data);
    return NULL;
}
int main(int ac, char **av) {
    if (ac < 2) DIE("usage: smbload MODE [options]; see the head of smbload.c");
    G.mode = av[1];
    optind = 2;
    int o;
    const char *x = "plain";
    while ((o = getopt(ac, av, "h:p:S:u:P:D:v:x:a:e:Vc:n:s:b:d:r:T:f:kw:N:")) > 0) switch (o) {
        case 'h':
            G.host = optarg;
            break;
        case 'p':
            G.port = atoi(optarg);
            break;
        case 'S':
            G.share = optarg;
            break;
        case 'u':
            G.user = optarg;
            break;
        case 'P':
            G.pass = optarg;
            break;
        case 'D':
            G.dom = optarg;
            break;
        case 'N':
            G.spn = optarg;
            break;
        case 'v':
            G.dialect = strtol(optarg, 0, 16);
            break;
        case 'x':
            x = optarg;
            break;
        case 'a':
            G.alg = optarg[0] == 'c' ? 1 : optarg[0] == 'g' ? 2 : 0;
            break;
        case 'e':
            G.cipher = !strcmp(optarg, "ccm") ? 1 : !strcmp(optarg, "gcm") ? 2 : !strcmp(optarg, "ccm256") ? 3 : 4;
            break;
        case 'V':
            G.noverify = 1;
            break;
        case 'c':
            G.conns = atoi(optarg);
            break;
        case 'n':
            G.n = atol(optarg);
            break;
        case 's':
            G.size = strtoll(optarg, 0, 0);
            break;
        case 'b':
            G.blk = atol(optarg);
            break;
        case 'd':
            G.depth = atoi(optarg);
            break;
        case 'r':
            G.rep = atol(optarg);
            break;
        case 'T':
            G.secs = atol(optarg);
            break;
        case 'f':
            G.file = optarg;
            break;
        case 'k':
            G.keep = 1;
            break;
        case 'w':
            G.width = atoi(optarg);
            break;
        default:
            return 2;
        }
    G.sign = !strcmp(x, "sign");
    G.enc = !strcmp(x, "enc");
    struct rlimit rl = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &rl);
    if (!strcmp(G.mode, "idle")) {
        conns = calloc(G.n, sizeof(C));
        double t = now();
        long ok = 0;
        for (long i = 0; i < G.n; i++) {
            if (smb_connect(&conns[i])) break;
            ok++;
            free(conns[i].rb);
            conns[i].rb = NULL;
            conns[i].rbcap = 0;
        }
        printf("READY %ld of %ld in %.2fs\n", ok, G.n, now() - t);
        fflush(stdout);
        struct pollfd p = {0, POLLIN | POLLHUP, 0};
        char b[8];
        for (;;) {
            int k = poll(&p, 1, G.secs ? G.secs * 1000 : -1);
            if (k == 0) break;
            if (read(0, b, 8) <= 0) break;
        }
        return ok == G.n ? 0 : 1;
    }
    conns = calloc(G.conns, sizeof(C));
    ws = calloc(G.conns, sizeof(W));
    nphase = !strcmp(G.mode, "files") ? 3 : 1;
    long per = G.n / G.conns;
    for (int i = 0; i < G.conns; i++) {
        ws[i].id = i;
        ws[i].lo = i * per;
        ws[i].hi = i == G.conns - 1 ? G.n : (i + 1) * per;
        ws[i].lat = malloc(sizeof(float) * (ws[i].hi - ws[i].lo + G.rep + 8));
        if (strcmp(G.mode, "auth") && smb_connect(&conns[i])) DIE("connect %d failed", i);
    }
    if (!strcmp(G.mode, "files") || !strcmp(G.mode, "mkfiles")) {
        mkdirp(&conns[0], G.file);
        if (G.width)
            for (long i = 0; i <= (G.n - 1) / G.width; i++) {
                char t[256];
                snprintf(t, sizeof t, "%s%sd%04ld", G.file, *G.file ? "/" : "", i);
                mkdirp(&conns[0], t);
            }
    }
    struct rusage ru;
    getrusage(RUSAGE_SELF, &ru);
    pthread_barrier_init(&bar, NULL, G.conns + 1);
    pthread_t th[4096];
    for (int i = 0; i < G.conns; i++) pthread_create(&th[i], NULL, worker, &ws[i]);
    static const char *pn[] = {"files_create_write", "files_open_read", "files_delete"};
    for (int ph = 0; ph < nphase; ph++) {
        pthread_barrier_wait(&bar);
        double t = now();
        pthread_barrier_wait(&bar);
        double dt = now() - t;
        long ops = G.n;
        uint64_t by = 0;
        char lab[64];
        snprintf(lab, sizeof lab, "%s", G.mode);
        if (nphase == 3) snprintf(lab, sizeof lab, "%s", pn[ph]);
        if (!strcmp(G.mode, "read") || !strcmp(G.mode, "write")) {
            for (int i = 0; i < G.conns; i++) by += ws[i].bytes;
            ops = by / G.blk;
        }
        if (!strcmp(G.mode, "ls")) {
            ops = 0;
            for (int i = 0; i < G.conns; i++) ops += ws[i].bytes * G.rep;
        }
        if (nphase == 3 && ph < 2) by = G.n * G.size;
        report(lab, dt, ops, by);
    }
    for (int i = 0; i < G.conns; i++) pthread_join(th[i], NULL);
    long e = 0;
    for (int i = 0; i < G.conns; i++) e += ws[i].errs;
    if (e) fprintf(stderr, "errors: %ld\n", e);
    return e ? 1 : 0;
}
