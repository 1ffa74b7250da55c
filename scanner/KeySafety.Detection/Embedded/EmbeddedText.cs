namespace KeySafety.Detection.Embedded;

/// <summary>Text that was decoded or joined from a part of another.</summary>
internal sealed class EmbeddedText
{
    private readonly int[]? _origins;
    private readonly int _start;
    private readonly int _step;

    private EmbeddedText(byte[] bytes, int[]? origins, int start, int step, int originLength)
    {
        Bytes = bytes;
        _origins = origins;
        _start = start;
        _step = step;
        OriginLength = originLength;
    }

    /// <summary>The text.</summary>
    public byte[] Bytes { get; }

    /// <summary>How many units of the other text the last byte of a part covers.</summary>
    public int OriginLength { get; }

    /// <summary>Text of which every byte comes from a place of its own.</summary>
    public static EmbeddedText WithOrigins(byte[] bytes, int[] origins) => new(bytes, origins, 0, 0, originLength: 1);

    /// <summary>Text of which every three bytes come from as many units, from a start on: four of base64, six hexadecimal digits.</summary>
    public static EmbeddedText WithStep(byte[] bytes, int start, int unitsForThree) => new(bytes, null, start, unitsForThree, originLength: 2);

    /// <summary>Where in the other text a byte comes from.</summary>
    public int Origin(int index) => _origins is not null ? _origins[index] : _start + (int)((long)index * _step / 3);

    /// <summary>Whether a part comes from more than one place.</summary>
    public bool CrossesJoint(int start, int end) => Origin(end - 1) - Origin(start) != end - 1 - start;
}
