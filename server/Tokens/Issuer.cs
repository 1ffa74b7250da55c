namespace KeySafety.Server.Tokens;

/// <summary>Who issues the tokens, and for whom: this server, by the address that its clients know it under.</summary>
/// <param name="Url">Without a slash at its end.</param>
internal sealed record Issuer(string Url);
