using System.Globalization;

namespace KeySafety.Server.Access;

/// <summary>Names one credential among all kinds: in counters, in records and, as text, in logs and answers.</summary>
/// <param name="Kind">A scoped key goes by its parent: <see cref="CredentialKinds.Key"/>.</param>
/// <param name="Number">The id of a key; 0 for kinds that are named by text.</param>
/// <param name="Text">The id of the other kinds, else null.</param>
internal readonly record struct CredentialId(CredentialKinds Kind, int Number, string? Text = null)
{
    public static CredentialId Bootstrap => new(CredentialKinds.Bootstrap, 0, "bootstrap");

    public static CredentialId OfKey(int id) => new(CredentialKinds.Key, id);

    /// <summary>A key's number, or the text of the others; the kinds write theirs so that no two meet.</summary>
    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
