using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Detection;

namespace KeySafety.Tests;

/// <summary>Makes credentials whose formats carry a checksum or a structure, from the vendors' documentation alone.</summary>
/// <remarks>
/// <para>Written apart from the engine's checks on purpose: a mistake in one shows in the other.</para>
/// <code>
/// {torque}                  a key of ours            {github:ghp}  {npm}                CRC-32 in base 62
/// {gitlab-routable:glpat}   CRC-32 in base 36        {grafana:glsa}                     CRC-32 in base 16
/// {aws-key-id:AKIA}         with an account          {azure-cask:84}                    with year and month
/// {cask}                    256 bits, no options
/// {discord}                 with a user's id         {jwt}                              HS256, with claims
/// {nats:user}               seed with CRC-16         {age}                              Bech32
/// {wif}  {xprv}             Base58Check              {basic:20}                         base64 of name:password
/// {pem:RSA}                 RSA, EC, DSA, PKCS8, ENCRYPTED, OPENSSH, SSH2; lines of 64 characters
/// {pem-escaped:RSA}         the same with \n for its line breaks; {pem-indented:RSA} with four spaces after them
/// </code>
/// </remarks>
internal static class Issuer
{
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A credential of a kind; null where the kind is unknown.</summary>
    public static string? Issue(string kind, string argument, Random random) => kind switch
    {
        "torque" => KeyFormat.Create(Template.Run(random, "base62", KeyFormat.RandomLength)),
        "torque-secret" => KeyFormat.CreateSecret(
            argument.Contains('_', StringComparison.Ordinal) ? argument.Split('_')[0] : "",
            argument.EndsWith("test", StringComparison.Ordinal),
            Template.Run(random, "base62", KeyFormat.RandomLength)),
        "torque-user" => KeyFormat.CreateUserKey(Template.Run(random, "base62", KeyFormat.UserKeyRandomLength)),
        "torque-client" => KeyFormat.CreateClientSecret(Template.Run(random, "base62", KeyFormat.RandomLength)),
        "github" => argument + "_" + WithCrc(Template.Run(random, "base62", 30), Base62),
        "npm" => "npm_" + WithCrc(Template.Run(random, "base62", 30), Base62),
        "gitlab-routable" => GitLab(argument, random),
        "grafana" => Grafana(argument, random),
        "aws-key-id" => argument + AwsAccount(random),
        "azure-cask" => AzureCask(random),
        "cask" => Cask(random),
        "discord" => Discord(random),
        "jwt" => Jwt(random),
        "nats" => NatsSeed(argument, random),
        "age" => Age(random),
        "wif" => Base58Check([0x80, .. Bytes(random, 32), 0x01]),
        "xprv" => Base58Check([0x04, 0x88, 0xAD, 0xE4, .. Bytes(random, 74)]),
        "basic" => Base64($"{Template.Run(random, "lower", 6)}:{Template.Run(random, "base62", int.Parse(argument, CultureInfo.InvariantCulture))}"),
        "pem" => Pem.Block(argument, random),
        "pem-escaped" => Pem.Block(argument, random).TrimEnd().Replace("\n", "\\n", StringComparison.Ordinal),
        "pem-indented" => Pem.Block(argument, random).TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal),
        _ => null,
    };

    /// <summary>Random bytes.</summary>
    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string WithCrc(string body, string digits) => body + Number(Crc32(body), digits, 6);

    private static string GitLab(string prefix, Random random)
    {
        var payload = Template.Run(random, "base64url", random.Next(27, 60));
        var body = $"{prefix}-{payload}.01.{Number((uint)payload.Length, Base36, 2)}";
        return body + Number(Crc32(body), Base36, 7);
    }

    private static string Grafana(string prefix, Random random)
    {
        var body = $"{prefix}_{Template.Run(random, "base62", 32)}";
        return $"{body}_{Convert.ToHexStringLower(BitConverter.GetBytes(Crc32(body)))}";
    }

    // 80 bits: one that is set in ids since 2019, 40 of the account, 39 random ones.
    private static string AwsAccount(Random random)
    {
        var bits = (BigInteger.One << 79) | (new BigInteger(random.NextInt64(1_000_000_000_000)) << 39) | random.NextInt64(1L << 39);
        return string.Concat(Enumerable.Range(0, 16).Select(i => Base32[(int)((bits >> (75 - 5 * i)) & 31)]));
    }

    private static string AzureCask(Random random) =>
        $"{Template.Run(random, "base62", 52)}JQQJ99{"BC"[random.Next(2)]}{"ABCDEFGHIJKL"[random.Next(12)]}"
        + $"{Template.Run(random, "base62", 16)}{Template.Run(random, "letters", 1)}{Template.Run(random, "base62", 7)}";

    private static string Cask(Random random) =>
        $"{Template.Run(random, "base64url", 42)}{"AEIMQUYcgkosw048"[random.Next(16)]}AQJJQACA{Template.Run(random, "base64url", 1)}"
        + $"{Template.Run(random, "letters", 4)}AA{"ABC"[random.Next(3)]}{"ABCDEFGHIJKL"[random.Next(12)]}{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcde"[random.Next(31)]}"
        + $"{"ABCDEFGHIJKLMNOPQRSTUVWX"[random.Next(24)]}{Template.Run(random, "upper", 2)}";

    private static string Discord(Random random) =>
        Base64(random.NextInt64(100_000_000_000_000_000, 1_300_000_000_000_000_000).ToString(CultureInfo.InvariantCulture)).TrimEnd('=')
        + $".{Template.Run(random, "base64url", 6)}.{Template.Run(random, "base64url", 38)}";

    private static string Jwt(Random random) =>
        Base64Url(Encoding.ASCII.GetBytes("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"))
        + "." + Base64Url(Encoding.ASCII.GetBytes($"{{\"sub\":\"{Template.Run(random, "alnum", 12)}\",\"iat\":{random.Next()}}}"))
        + "." + Base64Url(Bytes(random, 32));

    private static string NatsSeed(string kind, Random random)
    {
        var type = kind switch { "user" => 20 << 3, "account" => 0, "operator" => 14 << 3, _ => throw new FormatException(kind) };
        byte[] body = [(byte)((18 << 3) | (type >> 5)), (byte)((type & 31) << 3), .. Bytes(random, 32)];
        var crc = 0;
        foreach (var value in body)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var carry = ((crc >> 15) & 1) ^ ((value >> bit) & 1);
                crc = ((crc << 1) & 0xFFFF) ^ (carry * 0x1021);
            }
        }

        return ToBase32([.. body, (byte)crc, (byte)(crc >> 8)]);
    }

    private static string ToBase32(byte[] bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var digits = (bytes.Length * 8 + 4) / 5;
        number <<= digits * 5 - bytes.Length * 8;
        return string.Concat(Enumerable.Range(1, digits).Select(i => Base32[(int)((number >> (5 * (digits - i))) & 31)]));
    }

    private static string Age(Random random)
    {
        const string alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        const string prefix = "age-secret-key-";
        var number = new BigInteger(Bytes(random, 32), isUnsigned: true) << 4;
        var data = Enumerable.Range(1, 52).Select(i => (int)((number >> (5 * (52 - i))) & 31)).ToArray();
        IEnumerable<int> all = [.. prefix.Select(c => c >> 5), 0, .. prefix.Select(c => c & 31), .. data, 0, 0, 0, 0, 0, 0];
        var check = all.Aggregate(1, (state, value) =>
        {
            int[] generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
            var next = ((state & 0x1ffffff) << 5) ^ value;
            return generator.Where((_, i) => ((state >> (25 + i)) & 1) != 0).Aggregate(next, (sum, g) => sum ^ g);
        }) ^ 1;
        var digits = data.Concat(Enumerable.Range(0, 6).Select(i => (check >> (5 * (5 - i))) & 31));
        return (prefix + "1" + string.Concat(digits.Select(digit => alphabet[digit]))).ToUpperInvariant();
    }

    private static string Base58Check(byte[] body)
    {
        byte[] bytes = [.. body, .. SHA256.HashData(SHA256.HashData(body)).AsSpan(0, 4)];
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        for (; number > 0; number /= 58)
            text.Insert(0, Base58[(int)(number % 58)]);
        return text.ToString();
    }

    private static string Number(uint value, string digits, int length)
    {
        var text = new char[length];
        for (var i = length - 1; i >= 0; i--, value /= (uint)digits.Length)
            text[i] = digits[(int)(value % (uint)digits.Length)];
        return new string(text);
    }

    private static uint Crc32(string ascii)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
