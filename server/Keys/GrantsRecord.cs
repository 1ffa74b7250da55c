namespace KeySafety.Server.Keys;

/// <summary>Grants in the bytes of a <see cref="KeyRecord"/>: the length of all actions, the actions, then the collections to the end.</summary>
internal static class GrantsRecord
{
    public static byte[] Write(IReadOnlyList<string> actions, IReadOnlyList<string> collections)
    {
        var texts = new RecordWriter();
        foreach (var action in actions)
            texts.Text(action);

        var grants = new RecordWriter();
        grants.Number((ulong)texts.Written.Length);
        foreach (var action in actions)
            grants.Text(action);
        foreach (var collection in collections)
            grants.Text(collection);
        return grants.Written.ToArray();
    }

    public static void Read(ReadOnlySpan<byte> grants, out ReadOnlySpan<byte> actions, out ReadOnlySpan<byte> collections)
    {
        var reader = new RecordReader(grants);
        actions = reader.Text();
        collections = reader.Rest;
    }
}
