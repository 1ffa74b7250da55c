namespace KeySafety.Server.Keys;

/// <summary>Reads what <see cref="RecordWriter"/> wrote, without copying.</summary>
/// <exception cref="DamagedStoreException">From every method: the bytes end early.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next field and what it holds.</summary>
    public byte Field(out ReadOnlySpan<byte> content)
    {
        var field = Take(1)[0];
        content = Take(Number());
        return field;
    }

    /// <summary>The UTF-8 bytes of a text.</summary>
    public ReadOnlySpan<byte> Text() => Take(Number());

    public ulong Number()
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1)[0];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new DamagedStoreException("A record ends before its last field does.");

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
