using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>A search key that somebody minted from a parent without asking the server, taken apart.</summary>
/// <remarks>
/// Format (https://typesense.org/docs/30.2/api/api-keys.html#generate-scoped-search-key):
/// <c>base64( base64(HMAC-SHA256(parent value, params)) + first 4 characters of the parent + params )</c>, where params is a
/// JSON object exactly as it was signed: white space counts. The inner code is always 44 characters.
/// </remarks>
internal sealed class ScopedSearchKey
{
    /// <summary>As long as a search's query string may be; a longer one could only cost memory and time.</summary>
    public const int MaxParametersBytes = 4000;

    private const int CodeCharacters = 44;
    private const int ParametersIndex = CodeCharacters + ValuePrefix.Length;

    private static readonly SearchValues<char> Base64Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private ScopedSearchKey(byte[] payload, byte[] code)
    {
        Payload = payload;
        Code = code;
    }

    /// <summary>Everything inside the outer base64: one form for all the ways of writing that base64.</summary>
    public byte[] Payload { get; }

    /// <summary>The 32 bytes of HMAC that it claims.</summary>
    public byte[] Code { get; }

    /// <summary>The signed JSON text, as UTF-8.</summary>
    public ReadOnlySpan<byte> Parameters => Payload.AsSpan(ParametersIndex);

    /// <summary>What it is revoked by. Not keyed, so that it outlives the data key; the code in the payload cannot be guessed.</summary>
    public KeyDigest RevocationDigest => new(SHA256.HashData(Payload));

    /// <summary>The start of the parent's value.</summary>
    public ValuePrefix ParentPrefix => new(Encoding.Latin1.GetString(Payload, CodeCharacters, ValuePrefix.Length));

    /// <summary>Takes the text of a scoped key apart; null where it is none. Nothing is verified yet.</summary>
    /// <remarks>As Typesense's decoder: reading ends silently at the first character outside the alphabet, padding is optional.</remarks>
    public static ScopedSearchKey? Decode(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(Base64Alphabet);
        var digits = end < 0 ? text : text[..end];
        if (digits.Length / 4 * 3 > ParametersIndex + MaxParametersBytes + 3)
            return null;
        if (digits.Length % 4 == 1)
            digits = digits[..^1];

        var padded = new char[(digits.Length + 3) / 4 * 4];
        digits.CopyTo(padded);
        padded.AsSpan(digits.Length).Fill('=');
        var payload = new byte[digits.Length * 3 / 4];
        if (!Convert.TryFromBase64Chars(padded, payload, out var length) || length != payload.Length || length < ParametersIndex)
            return null;

        var code = new byte[HMACSHA256.HashSizeInBytes];
        return TryDecodeCode(payload.AsSpan(0, CodeCharacters), code) ? new ScopedSearchKey(payload, code) : null;
    }

    /// <summary>Makes the scoped key of a parent for the JSON text, as every official client does.</summary>
    public static string Mint(string parentValue, string parameters)
    {
        var message = Encoding.UTF8.GetBytes(parameters);
        var code = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(parentValue), message));
        return Convert.ToBase64String([.. Encoding.UTF8.GetBytes(code + parentValue[..ValuePrefix.Length]), .. message]);
    }

    /// <summary>What the signed text says, or null where it is not a JSON object or its own fields are malformed.</summary>
    public EmbeddedParameters? ReadParameters() => EmbeddedParameters.Read(Parameters);

    // Only the one spelling that an encoder writes: the text was compared, not the bytes behind it.
    private static bool TryDecodeCode(ReadOnlySpan<byte> text, Span<byte> code)
    {
        Span<byte> again = stackalloc byte[CodeCharacters];
        return Base64.DecodeFromUtf8(text, code, out _, out var written) == OperationStatus.Done
            && written == code.Length
            && Base64.EncodeToUtf8(code, again, out _, out _) == OperationStatus.Done
            && again.SequenceEqual(text);
    }
}
