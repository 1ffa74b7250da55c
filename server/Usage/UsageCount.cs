using System.Net;

namespace KeySafety.Server.Usage;

/// <summary>Uses of one credential that its record does not hold yet. Not thread-safe; small, as there may be one for every key.</summary>
internal sealed class UsageCount
{
    /// <summary>Addresses told apart; further ones count together.</summary>
    public const int MaxAddresses = 32;

    private const long SecondsPerDay = 86_400;

    private ShortList<(string Route, long Requests, long Errors)> _routes;
    private ShortList<(IPAddress Address, long Requests)> _addresses;

    /// <summary>Counts of an earlier day that wait as well; a count is of one day, its last use's.</summary>
    public UsageCount? Earlier { get; set; }

    public long LastUsedAt { get; private set; }

    public IPAddress LastUsedFrom { get; private set; } = IPAddress.None;

    /// <summary>Requests from addresses beyond <see cref="MaxAddresses"/>.</summary>
    public long OtherAddresses { get; private set; }

    public ReadOnlySpan<(string Route, long Requests, long Errors)> Routes => _routes.Items;

    public ReadOnlySpan<(IPAddress Address, long Requests)> Addresses => _addresses.Items;

    /// <summary>Whether both are of the same day, in UTC.</summary>
    public bool IsOfDayOf(UsageCount other) => LastUsedAt / SecondsPerDay == other.LastUsedAt / SecondsPerDay;

    /// <summary>Adds one use.</summary>
    public void Add(string route, bool isError, IPAddress address, long nowUnixSeconds)
    {
        AddRoute(route, 1, isError ? 1 : 0);
        AddAddress(address, 1);
        SetLast(nowUnixSeconds, address);
    }

    /// <summary>Adds what came later.</summary>
    public void Add(UsageCount newer)
    {
        foreach (var (route, requests, errors) in newer.Routes)
            AddRoute(route, requests, errors);
        foreach (var (address, requests) in newer.Addresses)
            AddAddress(address, requests);
        AddOthers(newer.OtherAddresses);
        SetLast(newer.LastUsedAt, newer.LastUsedFrom);
    }

    public void AddRoute(string route, long requests, long errors)
    {
        foreach (ref var known in _routes.Items)
        {
            if (ReferenceEquals(known.Route, route) || known.Route == route)
            {
                known = (route, known.Requests + requests, known.Errors + errors);
                return;
            }
        }

        _routes.Add((route, requests, errors));
    }

    public void AddAddress(IPAddress address, long requests)
    {
        foreach (ref var known in _addresses.Items)
        {
            if (ReferenceEquals(known.Address, address) || known.Address.Equals(address))
            {
                known = (address, known.Requests + requests);
                return;
            }
        }

        if (Addresses.Length < MaxAddresses)
            _addresses.Add((address, requests));
        else
            OtherAddresses += requests;
    }

    public void AddOthers(long requests) => OtherAddresses += requests;

    public void SetLast(long unixSeconds, IPAddress address) => (LastUsedAt, LastUsedFrom) = (unixSeconds, address);
}
