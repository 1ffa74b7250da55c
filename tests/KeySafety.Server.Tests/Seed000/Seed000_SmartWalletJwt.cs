using System.Net;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Seed000;

/// <summary>"Smart wallet JWT: an RS256 session token issued when a user signs in"; "some routes accept authJWT as a query parameter".</summary>
/// <remarks>A wallet's token names no role: its issuer gives all of them one.</remarks>
public class Seed000_SmartWalletJwt
{
    private const string Wallet = "/authorize?action=wallet:read";

    [Fact]
    public async Task WalletToken_OpensWhatItsRoleMay()
    {
        await using var users = await UserServer.Start(issuer => issuer with { DefaultRole = "wallet" });
        var token = users.Token(role: null);
        Assert.Equal(HttpStatusCode.OK, (await users.Get(Wallet, token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await users.MayRead(token));
        Assert.StartsWith("user:", (await users.Get(Wallet, token)).Headers["X-Key-Id"], StringComparison.Ordinal);
        // Nobody needs a record for that.
        Assert.Empty((await users.Server.Get("/users")).Json["users"]!.AsArray());
    }

    [Fact]
    public async Task AuthJwt_IsReadFromTheQueryWhereTheIssuerAllowsIt()
    {
        foreach (var parameter in new[] { "authJWT", null })
        {
            await using var users = await UserServer.Start(issuer => issuer with { DefaultRole = "wallet", QueryParameter = parameter });
            var token = users.Token(role: null);
            var expected = parameter is null ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
            Assert.Equal(expected, (await users.Get($"{Wallet}&authJWT={token}", null)).Status);
            // As a proxy passes on what its client asked for.
            Assert.Equal(expected, (await users.Server.Send(HttpMethod.Get, Wallet, key: null, headers: ("X-Original-URI", $"/wallet/me?authJWT={token}"))).Status);
            // Another name, other letters, and what is no token.
            Assert.Equal(HttpStatusCode.Unauthorized, (await users.Get($"{Wallet}&authjwt={token}", null)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await users.Get($"{Wallet}&authJWT={users.Server.BootstrapKey}", null)).Status);
            // The header wins.
            Assert.Equal(HttpStatusCode.Unauthorized, (await users.Get($"{Wallet}&authJWT={token}", "wrong")).Status);
            // Routes that read the header alone do not look there.
            Assert.Equal("""{"detail":"Authorization header missing"}""", (await users.Get($"/auth/me?authJWT={token}", null)).Body);
        }
    }
}
