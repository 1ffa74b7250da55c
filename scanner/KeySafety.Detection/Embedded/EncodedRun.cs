namespace KeySafety.Detection.Embedded;

/// <summary>A part that may be encoded text; 0-based, end exclusive.</summary>
internal readonly record struct EncodedRun(int Start, int End, Encoding Encoding);

/// <summary>How bytes are written in text.</summary>
internal enum Encoding
{
    /// <summary>Base64, of either alphabet.</summary>
    Base64,

    /// <summary>Percent signs and two hexadecimal digits, with plain characters between.</summary>
    Percent,

    /// <summary><c>\u0041</c> or <c>\x41</c>.</summary>
    Escapes,
}
