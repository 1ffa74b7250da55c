using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Tokens;

/// <summary>A key that signs access tokens, as it is stored.</summary>
/// <param name="Id">The <c>kid</c>: the thumbprint of its public part (RFC 7638).</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="SealedPrivateKey">PKCS #8 under the data key; null after the data key was lost: then it verifies and signs no more.</param>
/// <param name="SignsFromUnixSeconds">From when on it signs, until a later one does.</param>
internal sealed record SigningKey(string Id, byte[] PublicKey, byte[]? SealedPrivateKey, ulong SignsFromUnixSeconds) : IAuditedRecord
{
    AuditedCredential IAuditedRecord.Audited => new("signing-key", Text: Id);

    string? IAuditedRecord.Label => null;

    string? IAuditedRecord.Workspace => null;

    // A record prints its members; this one holds a sealed secret.
    public override string ToString() => $"{nameof(SigningKey)} {Id}";
}
