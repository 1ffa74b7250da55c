using System.Net;
using KeySafety.Detection;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: "An API key includes a client ID and a client secret, used to authenticate requests."</summary>
public class Seed001_ClientIdAndSecret
{
    [Fact]
    public async Task CreatedClient_HasAnIdAndASecretOfOurFormat()
    {
        await using var server = await ApiClients.Start();
        var answer = await server.Post("/v1/clients", new { name = "deploy", description = "from CI" });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        var secret = answer.Json["client_secret"]!.GetValue<string>();
        Assert.StartsWith("cs_", secret, StringComparison.Ordinal);
        Assert.True(KeyFormat.IsValid(secret));
        var id = answer.Json["client_id"]!.GetValue<string>();
        Assert.Matches("^client_[0-9a-z]{20}$", id);
        var client = answer.Json["client"]!;
        Assert.Equal((id, "deploy", "from CI", "private", "default", "bootstrap", 1777636800L), (
            client["client_id"]!.GetValue<string>(),
            client["name"]!.GetValue<string>(),
            client["description"]!.GetValue<string>(),
            client["type"]!.GetValue<string>(),
            client["workspace"]!.GetValue<string>(),
            client["created_by"]!.GetValue<string>(),
            client["created_at"]!.GetValue<long>()));
    }

    /// <summary>"The Client Secret cannot be retrieved once you navigate away from the creation screen."</summary>
    [Fact]
    public async Task Secret_IsShownOnceAndNeverAgain()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreatePrivate(name: "a");
        string[] answers =
        [
            (await server.Get($"/v1/clients/{client.Id}")).Body,
            (await server.Get("/v1/clients")).Body,
            (await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { description = "b" })).Body,
            (await server.Post("/v1/clients", new { name = "a" })).Body,
            (await server.Post($"/v1/clients/{client.Id}/revoke", null)).Body,
            (await server.Delete($"/v1/clients/{client.Id}")).Body,
        ];
        Assert.All(answers, answer => Assert.DoesNotContain("cs_", answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain("$2", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clients_AreListedReadChangedAndDeleted()
    {
        await using var server = await ApiClients.Start();
        var first = await server.CreatePrivate(name: "first");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await server.CreateService("viewer", name: "second");
        Assert.Equal([first.Id, second.Id], await Ids(server));

        var renamed = await server.Send(HttpMethod.Patch, $"/v1/clients/{first.Id}", new { name = "new name", description = "é" });
        Assert.Equal("new name", renamed.Json["name"]!.GetValue<string>());
        await server.Restart();
        var read = await server.Get($"/v1/clients/{first.Id}");
        Assert.Equal(("new name", "é"), (read.Json["name"]!.GetValue<string>(), read.Json["description"]!.GetValue<string>()));

        Assert.Equal(HttpStatusCode.OK, (await server.Delete($"/v1/clients/{first.Id}")).Status);
        Assert.Equal([second.Id], await Ids(server));
        foreach (var gone in new[] { await server.Get($"/v1/clients/{first.Id}"), await server.Delete($"/v1/clients/{first.Id}"), await server.Get("/v1/clients/0") })
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (gone.Status, gone.Json["error"]!.GetValue<string>()));
    }

    [Fact]
    public async Task RevokedClient_KeepsItsRecordAndFreesItsName()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreatePrivate(name: "deploy");
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/clients/{client.Id}/revoke", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
        var next = await server.CreatePrivate(name: "deploy");
        await server.Restart();
        Assert.Equal(1777636800L, (await server.Get($"/v1/clients/{client.Id}")).Json["revoked_at"]!.GetValue<long>());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.AskForToken(next)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post($"/v1/clients/{client.Id}/rotate-secret", null)).Status);
    }

    /// <summary>"Give the API key a unique and meaningful name."</summary>
    [Fact]
    public async Task Name_IsUniqueInItsWorkspace_AlsoForTwoWhoAskAtOnce()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        await server.CreateService(name: "deploy", workspace: "acme");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Post("/v1/clients", new { name = "deploy" })));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        var other = await server.CreatePrivate(name: "other");
        Assert.Equal(HttpStatusCode.Conflict, (await server.Send(HttpMethod.Patch, $"/v1/clients/{other.Id}", new { name = "deploy" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Patch, $"/v1/clients/{other.Id}", new { name = "other" })).Status);
    }

    [Fact]
    public async Task BadBody_IsRefusedInTheFormOfTheSurface()
    {
        await using var server = await ApiClients.Start();
        string[] bodies =
        [
            "{}",
            "",
            "[]",
            """{"name":""}""",
            """{"name":" "}""",
            """{"name":1}""",
            """{"name":"a\nb"}""",
            """{"name":"a","type":"public"}""",
            """{"name":"a","type":"service"}""",
            """{"name":"a","type":"service","role":"root"}""",
            """{"name":"a","role":"owner"}""",
            """{"name":"a","allowed_ips":["10.0.0.0/8"]}""",
            """{"name":"a","type":"service","role":"owner","allowed_ips":["nowhere"]}""",
            """{"name":"a","secret":"mine"}""",
            """{"name":"a","name":"b"}""",
        ];
        foreach (var body in bodies)
        {
            var answer = await server.Post("/v1/clients", body);
            Assert.True(answer.Status == HttpStatusCode.BadRequest, body);
            Assert.Equal("invalid_request", answer.Json["error"]!.GetValue<string>());
            Assert.NotEmpty(answer.Message);
        }

        Assert.Empty(await Ids(server));
    }

    [Fact]
    public async Task Rotation_KeepsTheOldSecretForItsGrace()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreatePrivate();
        var token = await server.Token(client);
        var answer = await server.Post($"/v1/clients/{client.Id}/rotate-secret", new { grace_seconds = 60 });
        Assert.Equal(1777636860L, answer.Json["previous_secrets_until"]!.GetValue<long>());
        var next = client with { Secret = answer.Json["client_secret"]!.GetValue<string>() };
        await server.Restart();
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, (await server.AskForToken(client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.AskForToken(next)).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.AskForToken(next)).Status);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    [Fact]
    public async Task RotationWithoutAGrace_EndsTheSecretsAndTheTokens()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreatePrivate();
        var graced = client with { Secret = (await server.Post($"/v1/clients/{client.Id}/rotate-secret", new { grace_seconds = 600 })).Json["client_secret"]!.GetValue<string>() };
        var token = await server.Token(graced);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        var answer = await server.Post($"/v1/clients/{client.Id}/rotate-secret", null);
        Assert.Null(answer.Json["previous_secrets_until"]);
        foreach (var old in new[] { client, graced })
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(old)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(await server.Token(client with { Secret = answer.Json["client_secret"]!.GetValue<string>() })));
    }

    [Fact]
    public async Task Rotation_IsBoundedAndReadsItsBody()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreatePrivate();
        var path = $"/v1/clients/{client.Id}/rotate-secret";
        foreach (var body in new[] { "{", "[]", """{"grace_seconds":-1}""", """{"grace_seconds":7776001}""", """{"grace":1}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post(path, body)).Status);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await server.Post(path, new { grace_seconds = 60 })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post(path, new { grace_seconds = 60 })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Post("/v1/clients/nobody/rotate-secret", null)).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await server.Post(path, new { grace_seconds = 60 })).Status);
    }

    [Fact]
    public async Task AfterAReseal_ASecretIsRecognisedByItsHashAndIndexedAnew()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var token = await server.Token(client);
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        // The public part of the key that signed is not sealed: its tokens live until they expire.
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client with { Secret = new string('x', 41) })).Status);
        var next = await server.Token(client);
        Assert.NotEqual(ApiClients.Header(token)["kid"]!.GetValue<string>(), ApiClients.Header(next)["kid"]!.GetValue<string>());
        await server.Restart(options => options with { Reseal = false });
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(await server.Token(client)));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(next));
    }

    private static async Task<List<string>> Ids(TestServer server) =>
        [.. (await server.Get("/v1/clients")).Json["clients"]!.AsArray().Select(client => client!["client_id"]!.GetValue<string>())];
}
