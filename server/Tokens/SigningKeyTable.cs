using System.Collections.Immutable;
using System.Security.Cryptography;
using KeySafety.Server.Records;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tokens;

/// <summary>The keys that sign access tokens, ready to verify with.</summary>
internal sealed class SigningKeyTable() : RecordTable<SigningKey>("signing_keys")
{
    private ImmutableDictionary<string, RsaSecurityKey> _verifiers = ImmutableDictionary.Create<string, RsaSecurityKey>(StringComparer.Ordinal);

    /// <summary>The public part of a key by its <c>kid</c>, or null.</summary>
    public RsaSecurityKey? Verifier(string kid) => Volatile.Read(ref _verifiers).GetValueOrDefault(kid);

    /// <summary>In the order in which they begin to sign.</summary>
    public IReadOnlyList<SigningKey> InOrder() => [.. Values.OrderBy(key => key.SignsFromUnixSeconds).ThenBy(key => key.Id, StringComparer.Ordinal)];

    protected override SigningKey Resealed(SigningKey record) => record with { SealedPrivateKey = null };

    protected override void Changed(SigningKey? before, SigningKey? after)
    {
        var id = (after ?? before)!.Id;
        Volatile.Write(ref _verifiers, after is null ? _verifiers.Remove(id) : _verifiers.SetItem(id, Read(after)));
    }

    // Parameters in place of an object of the platform: tokens are checked on many threads at once.
    private static RsaSecurityKey Read(SigningKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)) { KeyId = key.Id };
    }
}
