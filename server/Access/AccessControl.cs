using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>The one place that decides whether a request may do what it asks for.</summary>
/// <remarks>Asked by the server's own routes (<see cref="RequestPipeline"/>) and by <see cref="Authorize"/> alike.</remarks>
internal sealed class AccessControl(
    Authenticator authenticator,
    FailureLimit failures,
    ClientAddress addresses,
    TimeProvider clock,
    ILogger<AccessControl> logger)
{
    /// <summary>Why the request was let through or refused, for its line in the log; null where no credential was asked for.</summary>
    public static KeyCheck? LastCheck(HttpContext context) =>
        context.Items.TryGetValue(typeof(KeyCheck), out var check) ? (KeyCheck)check! : null;

    /// <summary>Authenticates what a request presents, and judges what it asks for.</summary>
    /// <param name="context">The request; its address counts failures, and policies ask for it.</param>
    /// <param name="presented">The credential, or null where the request carries none.</param>
    /// <param name="demand">What it wants.</param>
    public ValueTask<KeyCheck> Check(HttpContext context, string? presented, in Demand demand)
    {
        if (string.IsNullOrEmpty(presented))
            return new(Noted(context, new KeyCheck(KeyCheckOutcome.Missing)));

        var limited = !failures.IsQuiet && failures.Wait(addresses.Of(context)) > TimeSpan.Zero;
        var authentication = authenticator.Authenticate(presented, limited);
        return authentication.IsCompletedSuccessfully
            ? new(Decide(context, authentication.Result, limited, demand))
            : Decide(context, authentication, limited, demand);
    }

    /// <summary>How long the client of a limited request has to wait.</summary>
    public TimeSpan Wait(HttpContext context) => failures.Wait(addresses.Of(context));

    // A method of its own: as a local function its captured variables are an object, made for every request.
    private async ValueTask<KeyCheck> Decide(HttpContext context, ValueTask<Authentication> pending, bool limited, Demand demand)
    {
        try
        {
            return Decide(context, await pending, limited, demand);
        }
        catch (StoreUnavailableException)
        {
            // It cost as much as a wrong key.
            failures.Count(addresses.Of(context));
            throw;
        }
    }

    private KeyCheck Decide(HttpContext context, in Authentication found, bool limited, in Demand demand)
    {
        if (found.Succeeded)
            return Noted(context, new KeyCheck(Judge(context, found.Principal, demand), found.Principal));

        if (found.Failure == KeyCheckOutcome.Unknown)
            failures.Count(addresses.Of(context));
        return Noted(context, new KeyCheck(limited && found.Failure == KeyCheckOutcome.Unknown ? KeyCheckOutcome.Limited : found.Failure));
    }

    private KeyCheck Noted(HttpContext context, in KeyCheck check)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            context.Items[typeof(KeyCheck)] = check;
        return check;
    }

    // First whether it is in force at all, then what it may do: a revoked key is not told what it lacks.
    private KeyCheckOutcome Judge(HttpContext context, in Principal principal, in Demand demand)
    {
        if (principal.IsExpired(clock.GetUtcNow()))
            return KeyCheckOutcome.Expired;
        if (principal.Policies is { } policies && policies.Judge(demand, addresses.Of(context)) is not KeyCheckOutcome.Allowed and var refused)
            return refused;

        return (principal.Kind & demand.Accepts) == 0 ? KeyCheckOutcome.KindNotAccepted
            : !principal.MayDo(demand.Action) ? KeyCheckOutcome.ActionNotGranted
            : !principal.Grants.AllowsCollection(demand.Scope) ? KeyCheckOutcome.CollectionNotGranted
            : KeyCheckOutcome.Allowed;
    }
}
