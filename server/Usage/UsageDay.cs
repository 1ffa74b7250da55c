namespace KeySafety.Server.Usage;

/// <summary>A day's uses of one credential, in UTC. Immutable.</summary>
internal sealed record UsageDay
{
    /// <summary>Addresses that are told apart a day; further ones count together.</summary>
    public const int MaxAddresses = 50;

    public required DateOnly Date { get; init; }

    public IReadOnlyDictionary<string, RouteUse> Routes { get; init; } = new Dictionary<string, RouteUse>();

    public IReadOnlyDictionary<string, long> Addresses { get; init; } = new Dictionary<string, long>();

    /// <summary>Requests from addresses beyond <see cref="MaxAddresses"/>.</summary>
    public long OtherAddresses { get; init; }

    /// <param name="Requests">All.</param>
    /// <param name="Errors">Answered with 400 or more.</param>
    internal sealed record RouteUse(long Requests, long Errors);

    public UsageDay Plus(UsageCount count)
    {
        var routes = new Dictionary<string, RouteUse>(Routes);
        foreach (var (route, requests, errors) in count.Routes)
        {
            var before = routes.GetValueOrDefault(route) ?? new RouteUse(0, 0);
            routes[route] = new RouteUse(before.Requests + requests, before.Errors + errors);
        }

        var addresses = new Dictionary<string, long>(Addresses);
        var others = OtherAddresses + count.OtherAddresses;
        foreach (var (address, requests) in count.Addresses)
        {
            var text = address.ToString();
            if (addresses.TryGetValue(text, out var before))
                addresses[text] = before + requests;
            else if (addresses.Count < MaxAddresses)
                addresses.Add(text, requests);
            else
                others += requests;
        }

        return this with { Routes = routes, Addresses = addresses, OtherAddresses = others };
    }
}
