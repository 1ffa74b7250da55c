using KeySafety.Server.Audit;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>The one place that decides whether a request may do what it asks for.</summary>
internal sealed class AccessControl(
    Authenticator authenticator,
    FailureLimit failures,
    ClientAddress addresses,
    TimeProvider clock)
{
    /// <summary>Checks a key for an action.</summary>
    /// <param name="context">The request; its address counts failures.</param>
    /// <param name="presented">The key, or null where the request carries none.</param>
    /// <param name="action">What it wants to do.</param>
    /// <param name="scope">In which collection.</param>
    public ValueTask<KeyCheck> Check(HttpContext context, string? presented, string action, CollectionScope scope)
    {
        if (string.IsNullOrEmpty(presented))
            return new(Noted(context, action, new KeyCheck(KeyCheckOutcome.Missing)));

        var limited = !failures.IsQuiet && failures.Wait(addresses.Of(context)) > TimeSpan.Zero;
        var principal = authenticator.Authenticate(presented, limited);
        return principal.IsCompletedSuccessfully
            ? new(Decide(context, principal.Result, limited, action, scope))
            : Decide(context, principal, limited, action, scope);
    }

    /// <summary>How long the client of a limited request has to wait.</summary>
    public TimeSpan Wait(HttpContext context) => failures.Wait(addresses.Of(context));

    // A method of its own: as a local function its captured variables are an object, made for every request.
    private async ValueTask<KeyCheck> Decide(HttpContext context, ValueTask<Principal?> pending, bool limited, string action, CollectionScope scope)
    {
        try
        {
            return Decide(context, await pending, limited, action, scope);
        }
        catch (StoreUnavailableException)
        {
            // It cost as much as a wrong key.
            failures.Count(addresses.Of(context));
            throw;
        }
    }

    private KeyCheck Decide(HttpContext context, Principal? found, bool limited, string action, CollectionScope scope)
    {
        if (found is not { } principal)
        {
            failures.Count(addresses.Of(context));
            return Noted(context, action, new KeyCheck(limited ? KeyCheckOutcome.Limited : KeyCheckOutcome.Unknown));
        }

        return Noted(context, action, new KeyCheck(Judge(principal, action, scope), principal));
    }

    private static KeyCheck Noted(HttpContext context, string action, in KeyCheck check)
    {
        AuditedRequest.Of(context)?.Note(action, check);
        return check;
    }

    private KeyCheckOutcome Judge(in Principal principal, string action, CollectionScope scope) =>
        principal.IsExpired(clock.GetUtcNow()) ? KeyCheckOutcome.Expired
        : !principal.MayDo(action) ? KeyCheckOutcome.ActionNotGranted
        : !principal.Grants.AllowsCollection(scope) ? KeyCheckOutcome.CollectionNotGranted
        : KeyCheckOutcome.Allowed;
}
