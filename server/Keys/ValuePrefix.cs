using KeySafety.Detection;

namespace KeySafety.Server.Keys;

/// <summary>The first four characters of a key value (fewer if it is shorter), behind <c>sk_live_</c> and the like: what clients send to name a scoped key's parent.</summary>
/// <remarks>Eight bytes in place of a string: there is one per key in memory. A NUL cannot stand in a key that a header carries.</remarks>
internal readonly record struct ValuePrefix
{
    public const int Length = 4;

    /// <param name="characters">What <see cref="Characters"/> said.</param>
    public ValuePrefix(ulong characters) => Characters = characters;

    public ValuePrefix(ReadOnlySpan<char> value)
    {
        // Of what is random: the keys of one brand and mode all start alike, and would be one long chain.
        value = value[KeyFormat.PrefixOf(value).Length..];
        for (var i = 0; i < Math.Min(Length, value.Length); i++)
            Characters |= (ulong)value[i] << (16 * i);
    }

    /// <summary>The UTF-16 code units, the first one lowest; none is 0.</summary>
    public ulong Characters { get; }

    // Folded as it is, base62 characters leave 16,000 different values and long chains; multiplied, all bits count.
    public override int GetHashCode() => (int)((Characters * 0x9E3779B97F4A7C15) >> 32);

    public override string ToString()
    {
        Span<char> characters = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
            characters[i] = (char)(Characters >> (16 * i));
        return new string(characters.TrimEnd('\0'));
    }
}
