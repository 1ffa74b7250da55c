namespace KeySafety.Server.Users;

/// <summary>The answer to a change with nothing else to say.</summary>
/// <param name="Status"><c>success</c> or <c>revoked</c>.</param>
internal sealed record UserStatus(string Status);
