using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed001;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>Whose service stands behind a route: the default workspace's unless the route says another, or any.</summary>
public class GatewayWorkspaceTests
{
    private static readonly string Routes = string.Join(", ",
        Route("unsaid", "/v1/unsaid", "a:read"),
        Route("default", "/v1/default", "a:read", Metadata(("torque.workspace", "default"))),
        Route("acme", "/v1/acme", "a:read", Metadata(("Torque.Workspace", "acme"))),
        Route("later", "/v1/later", "a:read", Metadata(("Torque.Workspace", "later"))),
        Route("any", "/v1/any", "a:read", Metadata(("Torque.Workspace", "*"))));

    [Fact]
    public async Task Route_OpensToItsWorkspaceAlone()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        await server.CreateWorkspace("acme");
        await server.CreateWorkspace("other");
        var credentials = new Dictionary<string, string>
        {
            ["default"] = (await server.CreateKey(["a:read"])).Value,
            ["acme"] = await server.Token(await server.CreateService(workspace: "acme")),
            ["other"] = await server.Token(await server.CreateService(workspace: "other")),
            ["bootstrap"] = server.BootstrapKey,
        };
        var opened = new Dictionary<string, string[]>
        {
            ["unsaid"] = ["default", "bootstrap"],
            ["default"] = ["default", "bootstrap"],
            ["acme"] = ["acme", "bootstrap"],
            ["later"] = ["bootstrap"],
            ["any"] = ["default", "acme", "other", "bootstrap"],
        };
        foreach (var (route, openers) in opened)
        {
            foreach (var (name, credential) in credentials)
            {
                var status = openers.Contains(name) ? 200 : 403;
                // The same decision in a question and on the way.
                foreach (var path in new[] { $"/v1/{route}", $"/authorize/v1/{route}" })
                    Assert.Equal((name, path, status), (name, path, (int)(await server.WithToken(credential, path)).Status));
            }
        }

        await server.CreateWorkspace("later");
        var late = await server.Token(await server.CreateService(workspace: "later"));
        Assert.Equal("ok", (await server.WithToken(late, "/v1/later")).Body);
    }

    [Fact]
    public async Task Service_IsToldWhoseCallerItIs()
    {
        const string variable = "TORQUE_TEST_GATEWAY_WORKSPACE_KEY";
        Environment.SetEnvironmentVariable(variable, SigningKey);
        await using var upstream = await Upstream.Start();
        var configuration = Configuration(Routes, "", upstream.Address);
        await using var server = await GatewayServer.Start(configuration.Insert(configuration.IndexOf('{', StringComparison.Ordinal) + 1, $"\"gateway\": {{ \"signing_key_variable\": \"{variable}\" }},"));
        await server.CreateWorkspace("acme");
        var client = await server.CreateService(workspace: "acme");
        // What a caller says of itself does not arrive.
        await server.WithToken(await server.Token(client), "/v1/any", headers: ("X-Torque-Workspace", "other"));
        GatewayCredentialTests.AssertSigned(upstream.Last, "client-token", client.Id, server.Clock.GetUtcNow(), "acme");
        var (id, key) = await server.CreateKey(["a:read"]);
        await server.WithToken(key, "/v1/any", headers: ("X-Torque-Workspace", "acme"));
        GatewayCredentialTests.AssertSigned(upstream.Last, "key", $"{id}", server.Clock.GetUtcNow());
    }
}
