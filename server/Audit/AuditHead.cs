using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Audit;

/// <summary>Where the chain ended when it was last synced, sealed under the data key: what shows that its end, or all of it, was made anew.</summary>
/// <remarks>
/// The file <c>head</c> has two places of 512 bytes that are written in turns, after the records themselves are on disk: one of
/// them is whole whenever the machine stops, and neither is ever ahead of the records. Each is a line of JSON, with an
/// HMAC-SHA256 under a key that is derived from the data key (<c>seal</c>) and a plain checksum that tells a torn write.
/// </remarks>
/// <param name="Write">Counts the writes; the place with the higher one counts.</param>
/// <param name="Sequence">The last record that was on disk.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="First">The first record that retention has left.</param>
/// <param name="File">The file that holds the last record.</param>
/// <param name="Length">Bytes in it up to and with that record.</param>
/// <param name="Open">Where in that file the changes begin whose outcome is not written yet; -1 where there are none.</param>
/// <param name="Generation">Of the data key, as in the store's header.</param>
internal sealed record AuditHead(long Write, long Sequence, string Hash, long First, string File, long Length, long Open, int Generation)
{
    public const string Name = "head";

    private const int PlaceBytes = 512;
    private const int Places = 2;
    private const int CheckLength = 16;
    private const string SealName = ",\"seal\":\"";
    private const string CheckName = "\",\"check\":\"";

    /// <summary>The text that was sealed, and the seal; null in one that was not read.</summary>
    private (string Text, string Seal)? Found { get; init; }

    /// <summary>The later of the heads in a directory; null where there is none that is whole.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AuditHead? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!System.IO.File.Exists(path))
            return null;

        Span<byte> places = stackalloc byte[Places * PlaceBytes];
        using var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.Read(file, places, 0);
        AuditHead? latest = null;
        for (var start = 0; start + PlaceBytes <= length; start += PlaceBytes)
        {
            if (Parse(Encoding.UTF8.GetString(places.Slice(start, PlaceBytes))) is { } head && !(latest?.Write > head.Write))
                latest = head;
        }

        return latest;
    }

    /// <summary>Whether this key sealed it.</summary>
    public bool IsSealedBy(DataKey key) =>
        Found is { } found && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(found.Seal), Encoding.ASCII.GetBytes(Seal(found.Text, key)));

    /// <summary>Writes it into the place that is not the latest one.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void WriteTo(Microsoft.Win32.SafeHandles.SafeFileHandle file, DataKey key)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"write":{{Write}},"seq":{{Sequence}},"hash":"{{Hash}}","first":{{First}},"file":"{{File}}","length":{{Length}},"open":{{Open}},"generation":{{Generation}}""");
        var @sealed = text + SealName + Seal(text, key);
        var line = @sealed + CheckName + Check(@sealed) + "\"}";
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(line.PadRight(PlaceBytes - 1) + '\n'), Write % Places * PlaceBytes);
    }

    private static AuditHead? Parse(string place)
    {
        var check = place.IndexOf(CheckName, StringComparison.Ordinal);
        var seal = place.IndexOf(SealName, StringComparison.Ordinal);
        if (seal < 0 || check < seal
            || !place[(check + CheckName.Length)..].TrimEnd().Equals(Check(place[..check]) + "\"}", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(place[..seal] + "}");
            var root = json.RootElement;
            return new AuditHead(
                root.GetProperty("write").GetInt64(),
                root.GetProperty("seq").GetInt64(),
                root.GetProperty("hash").GetString()!,
                root.GetProperty("first").GetInt64(),
                root.GetProperty("file").GetString()!,
                root.GetProperty("length").GetInt64(),
                root.GetProperty("open").GetInt64(),
                root.GetProperty("generation").GetInt32())
            {
                Found = (place[..seal], place[(seal + SealName.Length)..check]),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Seal(string text, DataKey key) => Convert.ToHexStringLower(key.SealAuditHead(Encoding.UTF8.GetBytes(text)));

    private static string Check(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..CheckLength];
}
