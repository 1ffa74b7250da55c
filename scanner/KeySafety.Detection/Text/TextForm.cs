namespace KeySafety.Detection.Text;

/// <summary>How the units of a text lie in its bytes.</summary>
internal enum TextForm
{
    /// <summary>UTF-8, Latin-1, or anything else that keeps ASCII.</summary>
    Bytes,

    /// <summary>UTF-16, low byte first.</summary>
    LittleEndian,

    /// <summary>UTF-16, high byte first.</summary>
    BigEndian,
}
