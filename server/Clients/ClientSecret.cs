using System.Security.Cryptography;
using KeySafety.Detection;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Clients;

/// <summary>What is kept of a client's secret.</summary>
/// <param name="Hash">BCrypt, as of a key: what recognises it when the data key is lost.</param>
/// <param name="Digest">Its HMAC under the data key: what a token request is compared with. Null after the data key was lost.</param>
/// <param name="UntilUnixSeconds">Accepted while now is at most this; null for the one in use.</param>
internal sealed record ClientSecret(string Hash, byte[]? Digest, ulong? UntilUnixSeconds = null)
{
    public bool IsAccepted(DateTimeOffset now) => UntilUnixSeconds is not { } until || (ulong)now.ToUnixTimeSeconds() <= until;

    public bool Is(in KeyDigest presented) => Digest is not null && CryptographicOperations.FixedTimeEquals(Digest, presented.ToArray());

    // A record prints its members; these stand for a secret.
    public override string ToString() => nameof(ClientSecret);

    /// <summary>Draws a new secret.</summary>
    public static string Generate() => KeyFormat.CreateClientSecret(RandomNumberGenerator.GetString(KeyFormat.Alphabet, KeyFormat.RandomLength));
}
