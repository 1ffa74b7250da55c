using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Text;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary>One object for equal grants in one workspace, and for their parts: a fleet's keys differ in their collections at most.</summary>
/// <remarks>For one thread. Found by their bytes as they lie on disk, so that reading a key makes nothing that is there already.</remarks>
internal sealed class SharedGrants(string? workspace = null)
{
    // Past this many different ones, each key has its own: what is remembered here is never forgotten.
    private const int MaxShared = 10_000;

    private readonly Dictionary<byte[], Grants> _grants = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], string[]> _lists = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], string> _texts = new(BytesComparer.Instance);

    /// <param name="record">What <see cref="GrantsRecord"/> wrote.</param>
    public Grants Of(ReadOnlySpan<byte> record)
    {
        if (_grants.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(record, out var shared))
            return shared;

        GrantsRecord.Read(record, out var actions, out var collections);
        var grants = new Grants(List(actions), List(collections), workspace);
        if (_grants.Count < MaxShared)
            _grants.Add(record.ToArray(), grants);
        return grants;
    }

    private string[] List(ReadOnlySpan<byte> texts)
    {
        if (_lists.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(texts, out var shared))
            return shared;

        var count = 0;
        for (var reader = new RecordReader(texts); !reader.IsAtEnd; reader.Text())
            count++;

        var list = new string[count];
        var each = new RecordReader(texts);
        for (var i = 0; i < count; i++)
            list[i] = Text(each.Text());
        if (_lists.Count < MaxShared)
            _lists.Add(texts.ToArray(), list);
        return list;
    }

    private string Text(ReadOnlySpan<byte> utf8)
    {
        if (_texts.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(utf8, out var shared))
            return shared;

        var text = Encoding.UTF8.GetString(utf8);
        if (_texts.Count < MaxShared)
            _texts.Add(utf8.ToArray(), text);
        return text;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
