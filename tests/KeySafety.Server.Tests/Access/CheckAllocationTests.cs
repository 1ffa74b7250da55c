using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed003;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Http;

namespace KeySafety.Server.Tests.Access;

/// <summary>A check allocates nothing, with policies or without, and neither does counting the use.</summary>
public class CheckAllocationTests
{
    private const int Checks = 2_000;

    [Theory]
    [InlineData("""{"actions":["documents:search"],"collections":["products"]}""")]
    [InlineData("""{"permissions":["read"],"allowed_ips":["203.0.113.0/24","127.0.0.0/8"],"rate_limit":{"requests":1000000}}""")]
    public async Task CheckAndCount_AllocateNothing(string fields)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret(fields, mode: "");
        using var hash = new KeyHash(KeyHash.MinCost);
        var store = server.Server.Store;
        // The test's clock allocates whenever it is asked.
        var clock = TimeProvider.System;
        using var bootstrap = new BootstrapKey(store, server.Options);
        var addresses = new ClientAddress(server.Options);
        var activities = new Activities(server.Options, clock);
        var access = new AccessControl(
            new Authenticator(new KeyAuthenticator(store, new UnindexedKeys(store, hash, clock), bootstrap, new UserKeys(store, hash, server.Options, clock), clock), []),
            new FailureLimit(clock), addresses, activities, new NoAuth(server.Options, store, clock), server.Options, clock);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;

        // Nothing in a build for release. In one for debugging, SHA-256 over generic lanes boxes; the check may add nothing to that.
        var digests = Allocated(() =>
        {
            for (var i = 0; i < Checks; i++)
                store.DataKey.Digest(value);
        });
        Assert.Equal(digests, Allocated(Run));

        static long Allocated(Action act)
        {
            act();
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run()
        {
            for (var i = 0; i < Checks; i++)
            {
                // Completed: a check waits for nothing unless the key has to be looked up by its hash.
                var check = access.Check(context, value, new Demand("documents:search", CollectionScope.Of("products")) { Route = "GET /x" });
                if (!check.IsCompletedSuccessfully || !check.Result.IsAllowed)
                    throw new InvalidOperationException("The check refused.");
                activities.CountUse(check.Result.Principal, "GET /x", isError: false, addresses.Of(context));
            }
        }
    }
}
