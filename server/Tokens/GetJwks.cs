using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tokens;

/// <summary><c>GET /.well-known/jwks.json</c>: the public keys of the access tokens (RFC 7517), also the one that signs next.</summary>
internal static class GetJwks
{
    internal sealed record Jwk(string Kty, string Use, string Alg, string Kid, string N, string E);

    internal sealed record Response(IReadOnlyList<Jwk> Keys);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetJwks, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store, SigningKeys keys)
    {
        // Whoever reads it before the first token would remember that there is none.
        if (store.Tables.SigningKeys.Count == 0)
            await keys.Current();
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Reply.Json(new Response([.. store.Tables.SigningKeys.InOrder()
            .Select(key => store.Tables.SigningKeys.Verifier(key.Id))
            .OfType<RsaSecurityKey>()
            .Select(Of)]));
    }

    private static Jwk Of(RsaSecurityKey key) => new(
        "RSA",
        "sig",
        AccessToken.Algorithm,
        key.KeyId,
        Base64UrlEncoder.Encode(key.Parameters.Modulus!),
        Base64UrlEncoder.Encode(key.Parameters.Exponent!));
}
