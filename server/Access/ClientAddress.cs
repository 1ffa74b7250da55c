using System.Net;
using System.Net.Sockets;

namespace KeySafety.Server.Access;

/// <summary>Where a request comes from, seen through the proxies that are trusted to say so.</summary>
internal sealed class ClientAddress(KeyServerOptions options)
{
    // Asked for every request that is counted, and so without an allocation.
    private readonly AddressRanges _trusted = AddressRanges.Parse([.. options.TrustedProxies.Select(network => network.ToString())], out _)!;

    /// <summary>Whether the peer of this connection may speak for others.</summary>
    public bool IsTrustedProxy(HttpContext context) => IsTrusted(Peer(context));

    /// <summary>The client: the peer, or the right-most address in <c>X-Forwarded-For</c> that is no trusted proxy.</summary>
    /// <remarks>What stands further left was written by somebody who is not trusted and is not read.</remarks>
    public IPAddress Of(HttpContext context)
    {
        var client = Peer(context);
        if (!IsTrusted(client))
            return client;

        var forwarded = context.Request.Headers["X-Forwarded-For"];
        if (forwarded.Count == 0)
            return client;

        var hops = forwarded.ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (!TryParse(hops[i], out var hop))
                break;

            client = hop;
            if (!IsTrusted(hop))
                break;
        }

        return client;
    }

    /// <summary>For the next hop: the client, the trusted proxies after it, and the peer, as in <c>X-Forwarded-For</c>.</summary>
    public string Chain(HttpContext context)
    {
        var chain = Peer(context).ToString();
        if (!IsTrusted(Peer(context)))
            return chain;

        var hops = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = hops.Length - 1; i >= 0 && TryParse(hops[i], out var hop); i--)
        {
            chain = $"{hop}, {chain}";
            if (!IsTrusted(hop))
                break;
        }

        return chain;
    }

    private bool IsTrusted(IPAddress address) => _trusted.Contains(address);

    // A Unix socket has no address; nobody but this machine reaches it.
    private static IPAddress Peer(HttpContext context) => Unmapped(context.Connection.RemoteIpAddress ?? IPAddress.Loopback);

    // Some proxies append the port: 192.0.2.1:443, [2001:db8::1]:443.
    private static bool TryParse(string hop, out IPAddress address)
    {
        address = IPAddress.None;
        // It also reads 3405803785 and 0313.1, which no proxy writes: who did is somebody else.
        if (!IPEndPoint.TryParse(hop, out var endpoint)
            || (endpoint.AddressFamily == AddressFamily.InterNetwork && !hop.StartsWith(endpoint.Address.ToString(), StringComparison.Ordinal)))
        {
            return false;
        }

        address = Unmapped(endpoint.Address);
        return true;
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
