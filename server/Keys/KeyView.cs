namespace KeySafety.Server.Keys;

/// <summary>A key as every answer but the create answer shows it: all but its value.</summary>
/// <remarks>Fields in alphabetical order, as Typesense's JSON library writes them; the last two only where they say something.</remarks>
internal sealed record KeyView(
    IReadOnlyList<string> Actions,
    bool Autodelete,
    IReadOnlyList<string> Collections,
    string Description,
    ulong ExpiresAt,
    int Id,
    string KeyPrefix,
    string ValuePrefix,
    uint? ScopedEpoch,
    bool? Unindexed)
{
    public static KeyView Of(ApiKey key) => new(
        key.Grants.Actions,
        key.Autodelete,
        key.Grants.Collections,
        key.Description,
        key.ExpiresAtUnixSeconds,
        key.Id,
        key.Prefix.ToString(),
        key.Prefix.ToString(),
        key.ScopedEpoch == 0 ? null : key.ScopedEpoch,
        key.UnindexedHash is null ? null : true);
}
