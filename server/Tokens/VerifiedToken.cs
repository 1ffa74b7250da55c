using KeySafety.Server.Clients;

namespace KeySafety.Server.Tokens;

/// <summary>What a token says whose signature was verified, and what it came to when it was last used.</summary>
/// <param name="KeyId">Of the key that signed it.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="Epoch">The client's when it was issued.</param>
/// <param name="Scope">Actions that it is narrowed to; null for all of the client's.</param>
/// <param name="ExpiresAtUnixSeconds">Valid while now is before this (RFC 7519, section 4.1.4).</param>
internal sealed record VerifiedToken(string KeyId, string ClientId, string Id, int Epoch, string[]? Scope, ulong ExpiresAtUnixSeconds)
{
    private Meaning? _meaning;

    private sealed record Meaning(Client Client, object? Basis, ClientCredential Credential);

    /// <summary>The credential behind it, as long as the very records that it was made from stand.</summary>
    public ClientCredential? Remembered(Client client, object? basis) =>
        Volatile.Read(ref _meaning) is { } meaning && ReferenceEquals(meaning.Client, client) && ReferenceEquals(meaning.Basis, basis)
            ? meaning.Credential
            : null;

    public ClientCredential Remember(Client client, object? basis, ClientCredential credential)
    {
        Volatile.Write(ref _meaning, new Meaning(client, basis, credential));
        return credential;
    }
}
