using KeySafety.Detection;

namespace KeySafety.Tests;

/// <summary>Makes credentials whose formats carry a checksum or a structure, from the vendors' documentation alone.</summary>
/// <remarks>Written apart from the engine's checks on purpose: a mistake in one shows in the other.</remarks>
internal static class Issuer
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A credential of a kind; null where the kind is unknown.</summary>
    public static string? Issue(string kind, string argument, Random random) => kind switch
    {
        "torque" => KeyFormat.Create(Template.Run(random, "base62", KeyFormat.RandomLength)),
        "github" => argument + "_" + WithCrc(Template.Run(random, "base62", 30), Base62),
        "npm" => "npm_" + WithCrc(Template.Run(random, "base62", 30), Base62),
        _ => null,
    };

    private static string WithCrc(string body, string digits) => body + Number(Crc32(body), digits, 6);

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
