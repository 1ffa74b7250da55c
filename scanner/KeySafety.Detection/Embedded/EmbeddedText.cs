namespace KeySafety.Detection.Embedded;

/// <summary>Text that was decoded or joined from a part of another.</summary>
/// <param name="Bytes">The text.</param>
/// <param name="Origins">For each byte, where in the other text it comes from.</param>
/// <param name="OriginLength">How many units there the last byte of a part covers.</param>
internal sealed record EmbeddedText(byte[] Bytes, int[] Origins, int OriginLength)
{
    /// <summary>Whether a part comes from more than one place.</summary>
    public bool CrossesJoint(int start, int end) => Origins[end - 1] - Origins[start] != end - 1 - start;
}
