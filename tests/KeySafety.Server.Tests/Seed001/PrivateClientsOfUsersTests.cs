using System.Net;
using KeySafety.Server.Tests.Seed004;
using KeySafety.Server.Users;
using Microsoft.Extensions.Configuration;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: "private API keys are associated with the user who created them": what the user may is what their clients may.</summary>
public class PrivateClientsOfUsersTests
{
    private const string Reads = "documents:get";
    private const string Deletes = "documents:delete";

    // A developer makes clients and reads; an admin deletes as well.
    private static readonly UserOptions Roles = UserOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["roles:developer:actions:0"] = Reads,
        ["roles:developer:actions:1"] = "clients:*",
        ["roles:admin:actions:0"] = "documents:*",
        ["roles:admin:actions:1"] = "clients:*",
    }).Build());

    private static Task<UserServer> Start() => UserServer.Start(server: options => options with { Users = Roles, PublicUrl = ApiClients.PublicUrl });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_MayDoWhatItsUserMayAtThisMoment(bool byKey)
    {
        await using var users = await Start();
        var user = users.Token();
        var (_, key) = await users.KeyOf(user);
        var client = await CreatePrivate(users, byKey ? key : user);
        var token = await users.Server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await users.Server.AuthorizeToken(token, Reads));
        Assert.Equal(HttpStatusCode.Forbidden, await users.Server.AuthorizeToken(token, Deletes));

        await users.Sync(users.Token(role: "admin"));
        Assert.Equal(HttpStatusCode.OK, await users.Server.AuthorizeToken(token, Deletes));
        await users.Sync(users.Token(role: null));
        Assert.Equal(HttpStatusCode.Forbidden, await users.Server.AuthorizeToken(token, Reads));
    }

    [Fact]
    public async Task Client_HasTheRoleThatItsUserHadAsTheyMadeIt()
    {
        await using var users = await Start();
        await users.Sync(users.Token(role: null));
        var token = await users.Server.Token(await CreatePrivate(users, users.Token(role: "admin")));
        Assert.Equal(HttpStatusCode.OK, await users.Server.AuthorizeToken(token, Deletes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_EndsWithItsUser(bool isDeleted)
    {
        await using var users = await Start();
        var user = users.Token();
        var id = (await users.Sync(user)).Json["user"]!["id"]!.GetValue<string>();
        var client = await CreatePrivate(users, user);
        var token = await users.Server.Token(client);
        // And so does what the client made.
        var second = await users.Server.Token(await CreatePrivate(users, token));
        var others = await CreatePrivate(users, await SyncedToken(users, "user_other"));

        var path = $"/users/{id}";
        var ended = isDeleted ? await users.Server.Delete(path) : await users.Server.Send(HttpMethod.Patch, path, new { is_active = false });
        Assert.Equal(HttpStatusCode.OK, ended.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await users.Server.AuthorizeToken(token, Reads));
        Assert.Equal(HttpStatusCode.Unauthorized, await users.Server.AuthorizeToken(second, Reads));
        Assert.Equal(HttpStatusCode.Unauthorized, (await users.Server.AskForToken(client)).Status);
        Assert.Equal(HttpStatusCode.OK, await users.Server.AuthorizeToken(await users.Server.Token(others), Reads));

        // Whoever is deleted and comes back begins anew; who is let in again goes on.
        if (isDeleted)
            await users.Sync(users.Token());
        else
            await users.Server.Send(HttpMethod.Patch, path, new { is_active = true });
        Assert.Equal(isDeleted ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, await users.Server.AuthorizeToken(token, Reads));
        Assert.Equal(isDeleted ? HttpStatusCode.NotFound : HttpStatusCode.OK, (await users.Server.Get($"/v1/clients/{client.Id}")).Status);
    }

    [Fact]
    public async Task Client_EndsWithTheTrustInItsUsersIssuer()
    {
        await using var users = await Start();
        var token = await users.Server.Token(await CreatePrivate(users, await SyncedToken(users, "user_2abc")));
        await users.Server.Restart(options => options with { Issuers = [] });
        Assert.Equal(HttpStatusCode.Unauthorized, await users.Server.AuthorizeToken(token, Reads));
    }

    [Fact]
    public async Task UserAndTheirKey_SeeTheirClientsAndNobodyElses()
    {
        await using var users = await Start();
        var user = users.Token();
        var (_, key) = await users.KeyOf(user);
        var first = await CreatePrivate(users, user);
        var second = await CreatePrivate(users, key);
        foreach (var bearer in new[] { user, key })
            Assert.Equal(2, (await users.Get("/v1/clients", bearer)).Json["clients"]!.AsArray().Count);
        var other = await SyncedToken(users, "user_other");
        Assert.Empty((await users.Get("/v1/clients", other)).Json["clients"]!.AsArray());
        foreach (var client in new[] { first, second })
            Assert.Equal(HttpStatusCode.NotFound, (await users.Send(HttpMethod.Delete, $"/v1/clients/{client.Id}", other)).Status);
    }

    [Fact]
    public async Task UserWithoutARecord_MakesNoClient()
    {
        await using var users = await Start();
        Assert.Equal(HttpStatusCode.NotFound, (await users.Post("/v1/clients", users.Token(), new { name = "early" })).Status);
        Assert.Empty((await users.Server.Get("/v1/clients")).Json["clients"]!.AsArray());
    }

    private static async Task<string> SyncedToken(UserServer users, string subject)
    {
        var token = users.Token(subject);
        await users.Sync(token);
        return token;
    }

    private static async Task<ApiClients.Credentials> CreatePrivate(UserServer users, string bearer)
    {
        var answer = await users.Post("/v1/clients", bearer, new { name = Guid.NewGuid().ToString() });
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body);
        return new ApiClients.Credentials(answer.Json["client_id"]!.GetValue<string>(), answer.Json["client_secret"]!.GetValue<string>());
    }
}
