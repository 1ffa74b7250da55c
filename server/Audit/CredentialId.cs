using System.Globalization;
using KeySafety.Server.Access;

namespace KeySafety.Server.Audit;

/// <summary>What the audit calls a credential: its kind and its id in that kind, <c>key:12</c>; or its kind alone, <c>bootstrap</c>.</summary>
/// <param name="Kind">Lower case.</param>
/// <param name="Number">The id of a kind that counts; -1 where <paramref name="Text"/> or the kind alone says it.</param>
/// <param name="Text">The id of a kind that names.</param>
internal readonly record struct CredentialId(string Kind, long Number = -1, string? Text = null)
{
    /// <summary>The request carried a credential that nobody knows.</summary>
    public static CredentialId Unknown => new("unknown");

    /// <summary>Nobody asked: the server did it by itself.</summary>
    public static CredentialId Server => new("server");

    public static CredentialId Key(int id) => new("key", id);

    /// <summary>The credential that a principal rests on; a scoped key rests on its parent.</summary>
    public static CredentialId Of(in Principal principal) => principal.Key is { } key ? Key(key.Id) : new CredentialId("bootstrap");

    public override string ToString() => Number >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Number}")
        : Text is null ? Kind : $"{Kind}:{Text}";
}
