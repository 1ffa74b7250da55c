using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Users;

/// <summary>The usable keys of an issuer at one time (RFC 7517). Immutable.</summary>
internal sealed class IssuerKeySet
{
    // Issuers publish two or three; more than this is no key set.
    private const int MaxKeys = 100;

    private readonly FrozenDictionary<string, IssuerKey> _byId;
    private readonly IssuerKey? _nameless;

    private IssuerKeySet(List<IssuerKey> keys)
    {
        // Of two keys with one name the first counts, whatever order a client would like.
        _byId = keys.Where(key => key.Id is not null).DistinctBy(key => key.Id).ToFrozenDictionary(key => key.Id!, StringComparer.Ordinal);
        _nameless = keys.Count == 1 ? keys[0] : null;
        Count = keys.Count;
    }

    public static IssuerKeySet Empty { get; } = new([]);

    public int Count { get; }

    /// <summary>The key of a name; for a token that names none the only one there is.</summary>
    public IssuerKey? Find(string? id) => id is null ? _nameless : _byId.GetValueOrDefault(id);

    /// <summary>Whether a token that this key verified would be verified by it again.</summary>
    public bool Holds(IssuerKey key) => ReferenceEquals(Find(key.Id), key) || ReferenceEquals(_nameless, key);

    /// <summary>Reads a JWK set; null, with the reason, where the text is none.</summary>
    /// <param name="json">As published.</param>
    /// <param name="rules">How tokens of this issuer are checked; without a key.</param>
    /// <param name="before">The set until now: a key that is in both stays the same object.</param>
    /// <param name="problem">For the log.</param>
    public static IssuerKeySet? Read(string json, TokenValidationParameters rules, IssuerKeySet before, out string? problem)
    {
        problem = null;
        try
        {
            var set = new JsonWebKeySet(json);
            if (!json.Contains("\"keys\"", StringComparison.Ordinal) || set.Keys.Count > MaxKeys)
            {
                problem = $"it is no set of up to {MaxKeys} keys";
                return null;
            }

            return new IssuerKeySet([.. set.Keys
                .Select(jwk => IssuerKey.Of(jwk, rules))
                .OfType<IssuerKey>()
                .Select(key => before.Find(key.Id) is { } known && known.IsSame(key) ? known : key)]);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            problem = "it is no JWK set";
            return null;
        }
    }
}
