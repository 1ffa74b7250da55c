using System.Net;

namespace KeySafety.Server.Usage;

/// <summary>Uses of one credential between two flushes: at most a second, so that it is small.</summary>
internal sealed class UsageCount
{
    /// <summary>Addresses told apart; further ones count together.</summary>
    public const int MaxAddresses = 32;

    private readonly List<(string Route, long Requests, long Errors)> _routes = [];
    private readonly List<(IPAddress Address, long Requests)> _addresses = [];

    public long LastUsedAt { get; private set; }

    public IPAddress LastUsedFrom { get; private set; } = IPAddress.None;

    /// <summary>Requests from addresses beyond <see cref="MaxAddresses"/>.</summary>
    public long OtherAddresses { get; private set; }

    public IReadOnlyList<(string Route, long Requests, long Errors)> Routes => _routes;

    public IReadOnlyList<(IPAddress Address, long Requests)> Addresses => _addresses;

    public void Add(string route, bool isError, IPAddress address, long nowUnixSeconds)
    {
        AddRoute(route, 1, isError ? 1 : 0);
        AddAddress(address, 1);
        (LastUsedAt, LastUsedFrom) = (nowUnixSeconds, address);
    }

    /// <summary>Adds what came later.</summary>
    public void Add(UsageCount newer)
    {
        foreach (var (route, requests, errors) in newer._routes)
            AddRoute(route, requests, errors);
        foreach (var (address, requests) in newer._addresses)
            AddAddress(address, requests);
        OtherAddresses += newer.OtherAddresses;
        (LastUsedAt, LastUsedFrom) = (newer.LastUsedAt, newer.LastUsedFrom);
    }

    private void AddRoute(string route, long requests, long errors)
    {
        for (var i = 0; i < _routes.Count; i++)
        {
            if (ReferenceEquals(_routes[i].Route, route) || _routes[i].Route == route)
            {
                _routes[i] = (route, _routes[i].Requests + requests, _routes[i].Errors + errors);
                return;
            }
        }

        _routes.Add((route, requests, errors));
    }

    private void AddAddress(IPAddress address, long requests)
    {
        for (var i = 0; i < _addresses.Count; i++)
        {
            if (ReferenceEquals(_addresses[i].Address, address) || _addresses[i].Address.Equals(address))
            {
                _addresses[i] = (address, _addresses[i].Requests + requests);
                return;
            }
        }

        if (_addresses.Count < MaxAddresses)
            _addresses.Add((address, requests));
        else
            OtherAddresses += requests;
    }
}
