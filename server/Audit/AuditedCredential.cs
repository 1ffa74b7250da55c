using System.Globalization;
using KeySafety.Server.Access;

namespace KeySafety.Server.Audit;

/// <summary>What the audit calls a credential: its kind and its id in that kind, <c>key:12</c>; or its kind alone, <c>bootstrap</c>.</summary>
/// <param name="Kind">Lower case.</param>
/// <param name="Number">The id of a kind that counts; -1 where <paramref name="Text"/> or the kind alone says it.</param>
/// <param name="Text">The id of a kind that names.</param>
internal readonly record struct AuditedCredential(string Kind, long Number = -1, string? Text = null)
{
    /// <summary>The request carried a credential that nobody knows.</summary>
    public static AuditedCredential Unknown => new("unknown");

    /// <summary>Nobody asked: the server did it by itself.</summary>
    public static AuditedCredential Server => new("server");

    public static AuditedCredential Bootstrap => new("bootstrap");

    /// <summary>The credential that a principal rests on; a scoped key rests on its parent.</summary>
    public static AuditedCredential Of(in Principal principal) => principal.Credential is { } credential ? Of(credential.CredentialId) : Unknown;

    public static AuditedCredential Of(in CredentialId id) => id.Kind switch
    {
        CredentialKinds.Bootstrap => Bootstrap,
        CredentialKinds.Key => new("key", id.Number),
        CredentialKinds.ClientToken => new("client", Text: id.Text),
        // `user:ID`, `user-key:ID`: their ids begin with the kind, so that no two meet in the counters.
        CredentialKinds.UserToken or CredentialKinds.UserKey => new(id.Text!),
        _ => new("other", Text: id.Text),
    };

    public override string ToString() => Number >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Number}")
        : Text is null ? Kind : $"{Kind}:{Text}";
}
