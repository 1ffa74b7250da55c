using KeySafety.Server.Access;

namespace KeySafety.Server.Tokens;

/// <summary><c>GET /.well-known/oauth-authorization-server</c>: where the token endpoint is and what it takes (RFC 8414).</summary>
internal static class GetServerMetadata
{
    internal sealed record Response(
        string Issuer,
        string TokenEndpoint,
        string RevocationEndpoint,
        string JwksUri,
        IReadOnlyList<string> ResponseTypesSupported,
        IReadOnlyList<string> GrantTypesSupported,
        IReadOnlyList<string> TokenEndpointAuthMethodsSupported,
        IReadOnlyList<string> RevocationEndpointAuthMethodsSupported);

    private static readonly string[] AuthMethods = ["client_secret_basic", "client_secret_post"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetServerMetadata, Handle);

    private static IResult Handle(Issuer issuer) => Reply.Json(new Response(
        issuer.Url,
        issuer.Url + RouteTable.IssueToken.Pattern,
        issuer.Url + RouteTable.RevokeToken.Pattern,
        issuer.Url + RouteTable.GetJwks.Pattern,
        [],
        ["client_credentials"],
        AuthMethods,
        AuthMethods));
}
