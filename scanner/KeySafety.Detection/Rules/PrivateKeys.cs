using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Private keys, of machines and of wallets, and signed tokens.</summary>
internal static class PrivateKeys
{
    private const string Rotate = "Replace the key pair everywhere its public half is trusted, and revoke certificates issued for it.";

    // A body of base64: what stands between header and body (line breaks, also as escapes and character references, quotes,
    // comment signs, the end of one call and the start of the next), the headers of an encrypted key, and lines. No dash: a body
    // ends before the footer, so that a row of headers stays linear. Short lines are taken only behind signs, not behind words.
    private const string Break = "[^-]{0,80}?";
    private const string Signs = @"(?:[\s\\nrt""'`+,.:;|>#*&)(/_]|u000[aAdD]|&#(?:10|13|x0?[aAdD]);){0,40}";
    private const string Headers = "(?:" + Break + "Proc-Type: ?4, ?ENCRYPTED" + Break + "DEK-Info: ?[0-9A-Z-]{4,20}, ?[0-9A-Fa-f]{8,64})?";
    private const string Body = "(?:" + Break + "[0-9A-Za-z+/]{32}|" + Signs + "[0-9A-Za-z+/]{20})" + @"[0-9A-Za-z+/=\s\\""'`,;.#*&)(<>|:_]{8,}";

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Pem("rsa-private-key", "RSA private key", "https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2", "RSA PRIVATE KEY", "RSA", Der.IsPrivateKey),
        Pem("ec-private-key", "Elliptic curve private key", "https://www.rfc-editor.org/rfc/rfc5915", "EC PRIVATE KEY", "EC", Der.IsPrivateKey),
        Pem("dsa-private-key", "DSA private key", "https://docs.openssl.org/master/man1/openssl-dsa/", "DSA PRIVATE KEY", "DSA", Der.IsPrivateKey),
        Pem("pkcs8-private-key", "Private key (PKCS #8)", "https://www.rfc-editor.org/rfc/rfc5958", "PRIVATE KEY", "PKCS8", Der.IsPrivateKey),
        Pem("pkcs8-encrypted-private-key", "Encrypted private key (PKCS #8)", "https://www.rfc-editor.org/rfc/rfc5958", "ENCRYPTED PRIVATE KEY", "ENCRYPTED", Der.IsSequence),
        Pem("openssh-private-key", "OpenSSH private key", "https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key", "OPENSSH PRIVATE KEY", "OPENSSH", OpenSshKey.HasMagic),
        Pem("ssh2-encrypted-private-key", "SSH2 encrypted private key", "https://www.rfc-editor.org/rfc/rfc4716", "SSH2 ENCRYPTED PRIVATE KEY", "SSH2", null),
        new()
        {
            Name = "pgp-private-key",
            Title = "PGP private key",
            Format = "https://www.rfc-editor.org/rfc/rfc9580#name-forming-ascii-armor",
            Keywords = ["-----BEGIN PGP PRIVATE KEY BLOCK-----"],
            Pattern = $@"-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\\nrt""'`+,>|#*]{{1,40}}(?:(?:Version|Comment|Hash|Charset): ?[ -~]{{0,80}}[\s\\nr""'+]{{1,8}}){{0,3}}{Body}(?:-----END PGP PRIVATE KEY BLOCK-----)?",
            MinEntropy = 3.0,
            Remedy = "Publish the key's revocation certificate and create a new key.",
            Examples =
            [
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQVYBF{base64:58}\n{base64:64}\n{base64:64}\n=AbCd\n-----END PGP PRIVATE KEY BLOCK-----",
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBF{base64:58}\n{base64:64}\n-----END PGP PRIVATE KEY BLOCK-----",
            ],
            NegativeExamples = ["-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{base64:64}\n", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n...\n"],
        },
        new()
        {
            Name = "putty-private-key",
            Title = "PuTTY private key",
            Format = "https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html",
            Keywords = ["PuTTY-User-Key-File-"],
            Pattern = @"PuTTY-User-Key-File-[123]: ?[0-9A-Za-z@.-]{3,40}[\s\\nr]{1,8}Encryption: ?[0-9a-z-]{3,16}[\s\\nr]{1,8}[ -~]{0,200}[\s\\nr]{1,8}Public-Lines: ?[0-9]{1,3}[0-9A-Za-z+/=\s\\:.-]{20,}Private-Lines: ?[0-9]{1,3}[\s\\nr]{1,8}(?<secret>[0-9A-Za-z+/=\s]{20,})",
            MinEntropy = 3.0,
            Remedy = Rotate,
            Examples =
            [
                "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: {lower:6}\nPublic-Lines: 2\n{base64:64}\n{base64:40}\nPrivate-Lines: 2\n{base64:64}\n{base64:64}\nPrivate-MAC: {hex:40}\n",
                "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: eddsa-key\nPublic-Lines: 2\n{base64:64}\n{base64:16}\nPrivate-Lines: 1\n{base64:48}\nPrivate-MAC: {hex:64}\n",
            ],
            NegativeExamples = ["PuTTY-User-Key-File-2: ssh-rsa"],
        },
        new()
        {
            Name = "age-secret-key",
            Title = "age secret key",
            Format = "https://github.com/C2SP/C2SP/blob/main/age.md",
            Keywords = ["AGE-SECRET-KEY-1", "age-secret-key-1", "AGE-SECRET-KEY-PQ-1"],
            Pattern = Start + @"(?<secret>(?:AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}|age-secret-key-1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}|AGE-SECRET-KEY-PQ-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,72})\b)",
            MinEntropy = 3.5,
            Check = Bech32.IsValid,
            Remedy = "Encrypt the files to a new recipient, and treat what the old key could read as known.",
            Examples = ["{age}", "SOPS_AGE_KEY={age}", "# created: 2025-01-01\n{age}\n"],
            NegativeExamples = ["AGE-SECRET-KEY-1QQQQ", "age1{alnum:58}"],
        },
        new()
        {
            Name = "openvpn-static-key",
            Title = "OpenVPN static key",
            Format = "https://openvpn.net/community-resources/static-key-mini-howto/",
            Keywords = ["-----BEGIN OpenVPN "],
            Pattern = @"-----BEGIN OpenVPN (?:Static key V1|tls-crypt-v2 (?:client|server) key)-----[\s\\nr]{1,8}[0-9A-Za-z+/]{32,}[0-9A-Za-z+/=\s\\]{0,}",
            MinEntropy = 3.0,
            Remedy = Rotate,
            Examples = ["<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n{hex:32}\n{hex:32}\n{hex:32}\n{hex:32}\n-----END OpenVPN Static key V1-----\n"],
            NegativeExamples = ["-----BEGIN OpenVPN Static key V1-----\n...\n"],
        },
        new()
        {
            Name = "base64-private-key",
            Title = "Private key in base64",
            Format = "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
            Keywords = ["LS0tLS1CRUdJTi"],
            Pattern = "(?<secret>LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS0t|BSU0EgUFJJVkFURSBLRVkt|BFQyBQUklWQVRFIEtFWS0t|BPUEVOU1NIIFBSSVZBVEUg|BFTkNSWVBURUQgUFJJVkFURSBL|BEU0EgUFJJVkFURSBLRVkt|BQR1AgUFJJVkFURSBLRVkg)[0-9A-Za-z+/]{20,}[0-9A-Za-z+/\\s\\\\\"',]{30,}={0,2})",
            MinEntropy = 3.5,
            Check = PemBlock.IsEncoded,
            Remedy = Rotate,
            Examples = ["client-key-data: {base64of:pem:RSA}", "tls.key: {base64of:pem:EC}", "KEY={base64of:pem:PKCS8}", "SSH_KEY={base64of:pem:OPENSSH}"],
            NegativeExamples = ["certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk{base64:200}"],
        },
        new()
        {
            Name = "json-web-token",
            Title = "JSON Web Token",
            Format = "https://www.rfc-editor.org/rfc/rfc7519",
            // The first part is a JSON object: base64url of {" or of { and a line break or space.
            Keywords = ["eyJ", "ewog", "ew0K"],
            Pattern = Start + @"(?<secret>(?:eyJ|ewog|ew0K)[0-9A-Za-z_-]{14,}\.(?:eyJ|ewog|ew0K)[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{20,})(?:[^0-9A-Za-z_-]|$)",
            MinEntropy = 3.9,
            Confidence = Confidence.Medium,
            Check = JsonWebToken.HasHeader,
            Remedy = "End the session or rotate the signing key, and let the token's lifetime be short.",
            Examples = ["Authorization: Bearer {jwt}", "const token = \"{jwt}\";", "JWT={jwt}"],
            NegativeExamples = ["eyJhbGciOi.{base64url:20}", "eyJ{base64url:20}"],
        },
        new()
        {
            Name = "paseto-token",
            Title = "PASETO token or key",
            Format = "https://github.com/paseto-standard/paseto-spec",
            Keywords = [".local.", ".public.", ".secret.", ".secret-pw.", ".local-pw."],
            Pattern = Start + @"(?<secret>(?:v[1-4]\.(?:local|public)\.[0-9A-Za-z_-]{60,}(?:\.[0-9A-Za-z_-]{4,})?|k[1-4]\.(?:secret|local|secret-pw|local-pw)\.[0-9A-Za-z_-]{43,}))(?:[^0-9A-Za-z_-]|$)",
            MinEntropy = 4.0,
            Confidence = Confidence.Medium,
            Remedy = "End the session or rotate the key that made it.",
            Examples = ["token: v4.local.{base64url:140}", "KEY=k4.secret.{base64url:86}", "v2.public.{base64url:160}.{base64url:20}"],
            NegativeExamples = ["v4.local.{base64url:10}"],
        },
        new()
        {
            Name = "wallet-recovery-phrase",
            Title = "Recovery phrase of a wallet (BIP 39)",
            Format = "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
            Keywords = ["mnemonic", "seed_phrase", "seedphrase", "seed phrase", "recovery_phrase", "recoveryphrase", "recovery phrase"],
            IgnoreCase = true,
            Pattern = "(?:mnemonic|(?:seed|recovery)[_ ]?phrase)[0-9a-z_]{0,12}[\\s=:>,(\"'`?|]{1,12}(?<secret>(?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){12})?[a-z]{3,8})(?:[^0-9a-z_ ]|$)",
            MinEntropy = 3.0,
            Confidence = Confidence.Medium,
            Check = RecoveryPhrase.IsVaried,
            Remedy = "Move the funds to a new wallet at once; a recovery phrase cannot be revoked.",
            Examples =
            [
                "MNEMONIC=\"{phrase:12}\"",
                "  mnemonic: '{phrase:24}',",
                "const seedPhrase = \"{phrase:12}\";",
            ],
            NegativeExamples = ["MNEMONIC=\"{phrase:6}\"", "mnemonic: 'test test test test test test test test test test test junk'"],
        },
        new()
        {
            Name = "bitcoin-private-key",
            Title = "Bitcoin private key",
            Format = "https://en.bitcoin.it/wiki/Wallet_import_format",
            Keywords = ["wif", "private", "priv_key", "privkey", "wallet", "bitcoin", "btc_key"],
            IgnoreCase = true,
            Pattern = "(?:wif|private|priv_?key|wallet|bitcoin|btc_key)[0-9a-z_. -]{0,24}[\\s=:>,(\"'`]{1,12}(?<secret>(?:5[1-9a-z]{50}|[kl][1-9a-z]{51}))(?:[^0-9a-z_]|$)",
            MinEntropy = 4.0,
            Check = BitcoinKey.IsWalletImportFormat,
            Remedy = "Move the funds to a new key at once; a private key cannot be revoked.",
            Examples = ["private_key = \"{wif}\"", "bitcoin-cli importprivkey \"{wif}\"", "WIF: {wif}"],
            NegativeExamples = ["private_key = \"5{base58:20}\"", "private_key = \"K{base58:20}\""],
        },
        new()
        {
            Name = "extended-private-key",
            Title = "Extended private key of a wallet (BIP 32)",
            Format = "https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki",
            Keywords = ["xprv", "yprv", "zprv", "tprv"],
            Pattern = Start + @"(?<secret>[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107,108}\b)",
            MinEntropy = 4.0,
            Check = BitcoinKey.HasChecksum,
            Remedy = "Move the funds to a new wallet at once; a private key cannot be revoked.",
            Examples = ["\"{xprv}\"", "MASTER_KEY={xprv}"],
            NegativeExamples = ["xprv{base58:40}"],
        },
        new()
        {
            Name = "ethereum-private-key",
            Title = "Ethereum private key",
            Format = "https://ethereum.org/en/developers/docs/accounts/",
            Keywords = ["private_key", "privatekey", "private-key", "priv_key", "privkey", "new wallet(", "accounts:"],
            IgnoreCase = true,
            Pattern = "(?:private[_-]?keys?|priv_?key|new wallet|accounts)[0-9a-z_.-]{0,16}[\\s=:>,(?|\"'`\\[{!]{1,16}(?<secret>(?:0x)?[0-9a-f]{64})(?:[^0-9a-z_]|$)",
            MinEntropy = 2.8,
            Confidence = Confidence.Medium,
            Remedy = "Move the funds to a new account at once; a private key cannot be revoked.",
            Examples = ["PRIVATE_KEY=0x{hex:64}", "privateKey: \"{hex:64}\",", "new Wallet(\"0x{hex:64}\", provider)", "accounts: [\"0x{hex:64}\"]"],
            NegativeExamples = ["PRIVATE_KEY=0x{hex:20}", "private_key = 0x0000000000000000000000000000000000000000000000000000000000000001", "txHash: \"0x{hex:64}\""],
        },
    ];

    private static Rule Pem(string name, string title, string format, string label, string kind, SecretCheck? check) => new()
    {
        Name = name,
        Title = title,
        Format = format,
        Keywords = [$"-----BEGIN {label}-----", $"---- BEGIN {label} ----"],
        Pattern = $@"(?:-----BEGIN {label}-----|---- BEGIN {label} ----){Break}{Headers}{Body}(?:-----END {label}-----|---- END {label} ----)?",
        MinEntropy = 3.5,
        Check = check,
        Remedy = Rotate,
        Examples =
        [
            $"{{pem:{kind}}}",
            $"const key = \"{{pem-escaped:{kind}}}\";",
            $"{{{{\"private_key\": \"{{pem-escaped:{kind}}}\"}}}}",
            $"tls:\n  key: |\n    {{pem-indented:{kind}}}\n",
        ],
        NegativeExamples =
        [
            $"-----BEGIN {label}-----\n...\n-----END {label}-----",
            $"-----BEGIN {label}-----\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n-----END {label}-----",
            $"if (text.StartsWith(\"-----BEGIN {label}-----\"))",
        ],
    };
}
