using System.Net;
using KeySafety.Server.Gateway;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed004;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>Tokens of two issuers: each opens the places that are its own.</summary>
public class GatewayIssuerTests
{
    [Fact]
    public async Task QueryParameter_TakesTheTokensOfItsIssuerAlone()
    {
        await using var wallet = await LocalIssuer.Start("https://wallet.example");
        await using var staff = await LocalIssuer.Start("https://staff.example");
        await using var upstream = await Upstream.Start();
        var routes = string.Join(", ",
            Route("wallet", "/wallet", "documents:get", Metadata(("Torque.Query.authJWT", "user-token"), ("Torque.Bearer", "user-token"))),
            Route("any", "/any", "documents:get", Metadata(("Torque.Query.authJWT", "any"))),
            Route("other", "/other", "documents:get", Metadata(("Torque.Query.token", "user-token"))),
            Route("named", "/named", "documents:get", Metadata(("Torque.Query.token", "user-token@staff"), ("Torque.Bearer", "user-token@WALLET, key"))));
        var configuration = Configuration(routes, "", upstream.Address).TrimStart()[1..];
        await using var server = await GatewayServer.Start(
            "{ \"issuers\": { \"wallet\": { \"query_parameter\": \"authJWT\" }, \"staff\": {} }, " + configuration,
            options => options with
            {
                Users = UserServer.Roles,
                Issuers = [wallet.Options(options => options with { Name = "wallet", QueryParameter = "authJWT" }), staff.Options(options => options with { Name = "staff" })],
            });
        var (ofWallet, ofStaff) = (wallet.Token(server.Clock.GetUtcNow()), staff.Token(server.Clock.GetUtcNow()));
        var (_, key) = await server.CreateKey(["documents:get"]);
        foreach (var (path, bearer, status) in new[]
        {
            ($"/wallet?authJWT={ofWallet}", null, 200),
            ($"/wallet?authJWT={ofStaff}", null, 401),
            ($"/wallet?authJWT={key}", null, 401),
            ("/wallet", ofWallet, 200),
            ("/wallet", ofStaff, 200),
            ($"/any?authJWT={ofWallet}", null, 200),
            ($"/any?authJWT={ofStaff}", null, 401),
            ($"/any?authJWT={key}", null, 200),
            // No issuer says that this one is its own.
            ($"/other?token={ofWallet}", null, 200),
            ($"/other?token={ofStaff}", null, 200),
            ($"/named?token={ofWallet}", null, 401),
            ($"/named?token={ofStaff}", null, 200),
            ("/named", ofWallet, 200),
            ("/named", ofStaff, 401),
            ("/named", key, 200),
        })
        {
            (string, string)[] headers = bearer is null ? [] : [("Authorization", $"Bearer {bearer}")];
            Assert.Equal((path.Split('?')[0], status), (path.Split('?')[0], (int)(await server.Send(HttpMethod.Get, path, key: null, headers: headers)).Status));
            Assert.Equal((path.Split('?')[0], status == 200), (path.Split('?')[0], (await server.Send(HttpMethod.Get, "/authorize" + path, key: null, headers: headers)).Status == HttpStatusCode.OK));
        }

        // The server's own routes read it as well, where they read a query.
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/v1/account?authJWT={ofWallet}", key: null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get($"/v1/account?authJWT={ofStaff}", key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/authorize?action=documents:get&authJWT={ofWallet}", key: null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get($"/authorize?action=documents:get&authJWT={ofStaff}", key: null)).Status);
    }

    [Fact]
    public void IssuerThatIsNotConfigured_IsOneLineThatNamesIt()
    {
        var configuration = Configuration(Route("r", "/x", "a:read", Metadata(("Torque.Bearer", "user-token@nobody"))), "", new Uri("http://127.0.0.1:9/"));
        var problem = Assert.Throws<StartupException>(() => GatewayOptions.Read(Parse(configuration), file: null));
        Assert.Equal("The gateway's route `r`, `Torque.Bearer`: `user-token@nobody`: the section `issuers` has no such issuer.", problem.Message);
    }
}
