using System.Net;
using System.Text.Json;
using CsCheck;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Restrict API key to specific IP addresses. CIDR notation supported. Leave empty to allow all IPs."</summary>
public class Seed003_AllowedIps
{
    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5", true)]
    [InlineData("203.0.113.5", "203.0.113.6", false)]
    [InlineData("203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("203.0.113.77/24", "203.0.113.1", true)]
    [InlineData("203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("0.0.0.0/0", "198.51.100.10", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "198.51.100.10", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.114.9", false)]
    [InlineData("203.0.113.5,198.51.100.10", "198.51.100.10", true)]
    public async Task KeyWorks_FromItsAddressesAlone(string allowed, string client, bool works)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret($$"""{"allowed_ips":{{JsonSerializer.Serialize(allowed.Split(','))}}}""");
        Assert.Equal(works ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await server.Ask(value, headers: ("X-Forwarded-For", client)).Status());
    }

    /// <summary>The right-most hop that is no trusted proxy counts, whatever stands left of it.</summary>
    [Theory]
    [InlineData("203.0.113.5, 198.51.100.1", false)]
    [InlineData("203.0.113.5, 203.0.113.5, 198.51.100.1", false)]
    [InlineData("198.51.100.1, 203.0.113.5", true)]
    [InlineData("198.51.100.1, 203.0.113.5, 127.0.0.1", true)]
    [InlineData("203.0.113.5, garbage, 198.51.100.1", false)]
    [InlineData("203.0.113.5, 198.51.100.1, 127.0.0.1", false)]
    [InlineData("203.0.113.5, garbage", false)]
    [InlineData("203.0.113.5,", false)]
    [InlineData("203.0.113.5:443", true)]
    // What some readers take for the same address, and no proxy writes.
    [InlineData("3405803781", false)]
    [InlineData("203.0.0161.5", false)]
    [InlineData("0xcb.0.113.5", false)]
    [InlineData("203.0.113.005", false)]
    [InlineData("", false)]
    public async Task ForwardedHops_AreReadFromTheRight(string forwardedFor, bool works)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"allowed_ips":["203.0.113.5"]}""");
        Assert.Equal(works ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await server.Ask(value, headers: ("X-Forwarded-For", forwardedFor)).Status());
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.5")]
    [InlineData("X-Real-IP", "203.0.113.5")]
    [InlineData("Forwarded", "for=203.0.113.5")]
    [InlineData("CF-Connecting-IP", "203.0.113.5")]
    public async Task UntrustedPeer_CannotChooseItsAddress(string header, string content)
    {
        await using var server = await TestServer.Start(options => options with { TrustedProxies = [] });
        var (_, value) = await server.Secret("""{"allowed_ips":["203.0.113.5"]}""");
        var (_, local) = await server.Secret("""{"allowed_ips":["127.0.0.1"]}""");
        foreach (var (key, expected) in new[] { (value, HttpStatusCode.Forbidden), (local, HttpStatusCode.OK) })
            Assert.Equal(expected, (await server.Send(HttpMethod.Get, "/v1/account", key: key, headers: (header, content))).Status);
    }

    [Fact]
    public async Task ScopedKeys_AreBoundToTheirParentsAddresses()
    {
        await using var server = await TestServer.Start();
        var (_, parent) = await server.Secret("""{"actions":["documents:search"],"allowed_ips":["203.0.113.5"]}""", mode: "");
        var scoped = Keys.ScopedKeyTests.Mint(parent, "{}");
        foreach (var (client, expected) in new[] { ("203.0.113.5", HttpStatusCode.OK), ("203.0.113.6", HttpStatusCode.Forbidden) })
        {
            var answer = await server.Send(HttpMethod.Get, "/authorize?action=documents:search", key: scoped, headers: ("X-Forwarded-For", client));
            Assert.Equal(expected, answer.Status);
        }
    }

    [Fact]
    public async Task List_IsShownKeptAndEmptied()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"allowed_ips":["203.0.113.5","2001:db8::/32"]}""");
        await server.Restart();
        Assert.Equal("""["203.0.113.5","2001:db8::/32"]""", (await server.Get($"/keys/{id}")).Json["allowed_ips"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value).Status());
        await server.Send(HttpMethod.Patch, $"/keys/{id}", new { description = "another" });
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value).Status());
        await server.Send(HttpMethod.Patch, $"/keys/{id}", new { allowed_ips = Array.Empty<string>() });
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value).Status());
        Assert.Null((await server.Get($"/keys/{id}")).Json["allowed_ips"]);
    }

    [Theory]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.5/33")]
    [InlineData("203.0.113.5/-1")]
    [InlineData("203.0.113.5/")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("*")]
    [InlineData("")]
    public async Task WhatIsNoAddress_IsRefused(string entry)
    {
        await using var server = await TestServer.Start();
        var body = new { description = "", permissions = new[] { "read" }, allowed_ips = new[] { "203.0.113.5", entry } };
        var answer = await server.Post("/keys", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"`{entry}`", answer.Message, StringComparison.Ordinal);
    }

    /// <summary>Against .NET's own networks, which compare bit by bit.</summary>
    [Fact]
    public void Ranges_AgreeWithIPNetwork() =>
        Gen.Select(Gen.Byte.Array[4], Gen.Byte.Array[4], Gen.Int[0, 32], Gen.Int[0, 32]).Sample((network, client, length, common) =>
        {
            // Half of them share their first bits.
            for (var bit = 0; bit < common; bit++)
            {
                var mask = (byte)(0x80 >> (bit % 8));
                client[bit / 8] = (byte)((client[bit / 8] & ~mask) | (network[bit / 8] & mask));
            }

            var zeroed = network.ToArray();
            for (var bit = length; bit < 32; bit++)
                zeroed[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            var ranges = AddressRanges.Parse([$"{new IPAddress(network)}/{length}"], out _)!;
            var address = new IPAddress(client);
            return ranges.Contains(address) == new IPNetwork(new IPAddress(zeroed), length).Contains(address)
                && ranges.Contains(address.MapToIPv6()) == ranges.Contains(address);
        });
}
