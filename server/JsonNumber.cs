using System.Globalization;
using System.Text.Json;

namespace KeySafety.Server;

/// <summary>Numbers as the wire contract means them.</summary>
internal static class JsonNumber
{
    /// <summary>Whether the element is written as an unsigned integer: digits alone. <c>1.0</c>, <c>1e3</c> and <c>-0</c> are not.</summary>
    public static bool TryReadUnsigned(JsonElement element, out ulong value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number
            && ulong.TryParse(element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
