using System.Text;

namespace KeySafety.Tests;

/// <summary>PEM blocks of private keys: right in structure, with random numbers in place of a real key's.</summary>
internal static class Pem
{
    /// <summary>A block of a kind, lines of 64 characters, with a line break at the end.</summary>
    public static string Block(string kind, Random random)
    {
        var (label, body) = kind switch
        {
            "RSA" => ("RSA PRIVATE KEY", Sequence(Version(0), [.. Enumerable.Range(0, 8).SelectMany(i => Integer(random, i < 2 ? 129 : 65))])),
            "EC" => ("EC PRIVATE KEY", Sequence(Version(1), Element(0x04, Issuer.Bytes(random, 32)))),
            "DSA" => ("DSA PRIVATE KEY", Sequence(Version(0), [.. Enumerable.Range(0, 5).SelectMany(_ => Integer(random, 65))])),
            "PKCS8" => ("PRIVATE KEY", Sequence(Version(0), Element(0x30, [0x06, 0x03, 0x2B, 0x65, 0x70]), Element(0x04, Element(0x04, Issuer.Bytes(random, 32))))),
            "ENCRYPTED" => ("ENCRYPTED PRIVATE KEY", Sequence(Element(0x30, Issuer.Bytes(random, 60)), Element(0x04, Issuer.Bytes(random, 200)))),
            "OPENSSH" => ("OPENSSH PRIVATE KEY", [.. Encoding.ASCII.GetBytes("openssh-key-v1\0"), .. new byte[3], 4, .. "none"u8, .. Issuer.Bytes(random, 300)]),
            "SSH2" => ("SSH2 ENCRYPTED PRIVATE KEY", [0x3F, 0x6F, 0xF9, 0xEB, .. Issuer.Bytes(random, 300)]),
            _ => throw new FormatException($"Unknown kind of PEM block: {kind}"),
        };
        var dashes = kind == "SSH2" ? ("---- ", " ----") : ("-----", "-----");
        var lines = Convert.ToBase64String(body).Chunk(64).Select(line => new string(line) + "\n");
        return $"{dashes.Item1}BEGIN {label}{dashes.Item2}\n{string.Concat(lines)}{dashes.Item1}END {label}{dashes.Item2}\n";
    }

    private static byte[] Sequence(params byte[][] elements) => Element(0x30, [.. elements.SelectMany(element => element)]);

    private static byte[] Version(byte version) => [0x02, 0x01, version];

    private static byte[] Integer(Random random, int length) => Element(0x02, [0x00, .. Issuer.Bytes(random, length - 1)]);

    private static byte[] Element(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };
}
