using KeySafety.Server.Records;

namespace KeySafety.Server.Tokens;

/// <summary>An access token that was revoked by itself (RFC 7009), remembered until it would have expired.</summary>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="UntilUnixSeconds">Its expiry.</param>
internal sealed record RevokedToken(string Id, ulong UntilUnixSeconds) : IRecord;
