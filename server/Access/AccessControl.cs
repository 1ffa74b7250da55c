using System.Net;
using KeySafety.Server.Audit;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;

namespace KeySafety.Server.Access;

/// <summary>The one place that decides whether a request may do what it asks for.</summary>
/// <remarks>Asked by the server's own routes (<see cref="RequestPipeline"/>) and by <see cref="Authorize"/> alike.</remarks>
internal sealed class AccessControl(
    Authenticator authenticator,
    FailureLimit failures,
    ClientAddress addresses,
    Activities activities,
    NoAuth noAuth,
    KeyServerOptions options,
    TimeProvider clock)
{
    /// <summary>Authenticates what a request presents, and judges what it asks for.</summary>
    /// <param name="context">The request; its address counts failures, and policies ask for it.</param>
    /// <param name="presented">The credential, or null where the request carries none.</param>
    /// <param name="demand">What it wants.</param>
    public ValueTask<KeyCheck> Check(HttpContext context, string? presented, in Demand demand)
    {
        if (noAuth.UserOf(context) is { } testUser)
            return new(Noted(context, demand, new KeyCheck(KeyCheckOutcome.Allowed, new Principal(testUser))));
        if (string.IsNullOrEmpty(presented))
            return new(Noted(context, demand, new KeyCheck(KeyCheckOutcome.Missing)));

        var limited = !failures.IsQuiet && failures.Wait(addresses.Of(context)) > TimeSpan.Zero;
        var authentication = authenticator.Authenticate(presented, limited);
        return authentication.IsCompletedSuccessfully
            ? new(Decide(context, authentication.Result, limited, demand))
            : Decide(context, authentication, limited, demand);
    }

    /// <summary>How long the client of a limited request has to wait.</summary>
    public TimeSpan Wait(HttpContext context, in KeyCheck check) => check.Outcome == KeyCheckOutcome.RateLimited
        ? DateTimeOffset.FromUnixTimeSeconds(check.Rate.ResetUnixSeconds) - clock.GetUtcNow()
        : failures.Wait(addresses.Of(context));

    /// <summary>What a principal may do; says nothing of its rate.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="demand">For what.</param>
    /// <param name="client">Where it comes from; not asked where there are no policies.</param>
    public KeyCheckOutcome Judge(in Principal principal, in Demand demand, IPAddress? client)
    {
        // First whether it is in force at all, then what it may do: a revoked key is not told what it lacks.
        if (principal.IsExpired(clock.GetUtcNow()))
            return KeyCheckOutcome.Expired;
        if (principal.Policies is { Mode: KeyMode.Test } && !options.TestKeys)
            return KeyCheckOutcome.ModeNotAccepted;
        if (principal.Policies is { } policies && policies.Judge(demand, client!) is not KeyCheckOutcome.Allowed and var refused)
            return refused;

        return (principal.Kind & demand.Accepts) == 0 || (demand.Issuers is { } issuers && !IsOf(principal, issuers)) ? KeyCheckOutcome.KindNotAccepted
            : !principal.MayEnter(demand.Workspace) ? KeyCheckOutcome.WorkspaceNotGranted
            : demand.Action != Demand.InForce && !principal.MayDo(demand.Action) ? KeyCheckOutcome.ActionNotGranted
            : !principal.MayReach(demand.Scope) ? KeyCheckOutcome.CollectionNotGranted
            : KeyCheckOutcome.Allowed;
    }

    // Other kinds have no issuer but this server.
    private static bool IsOf(in Principal principal, IReadOnlySet<string> issuers) =>
        principal.Credential is not UserCredential { IssuerName: { } name } || issuers.Contains(name);

    // Only what would be allowed is counted; where it stands is told to whoever is in force.
    private KeyCheck Limited(KeyCheckOutcome outcome, in Principal principal, Policies policies, in Demand demand)
    {
        var check = new KeyCheck(outcome, principal);
        if (!check.IsKnown)
            return check;

        var rate = activities.Take(principal, policies, take: check.IsAllowed && !demand.IsRepeated);
        return new KeyCheck(rate.IsExceeded ? KeyCheckOutcome.RateLimited : outcome, principal, rate);
    }

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
        {
            var outcome = Judge(found.Principal, demand, found.Principal.Policies is null ? null : addresses.Of(context));
            return Noted(context, demand, found.Principal.Policies is { HasRate: true } policies
                ? Limited(outcome, found.Principal, policies, demand)
                : new KeyCheck(outcome, found.Principal));
        }

        if (found.Failure is KeyCheckOutcome.Unknown or KeyCheckOutcome.InvalidToken)
            failures.Count(addresses.Of(context));
        return Noted(context, demand, new KeyCheck(limited && found.Failure == KeyCheckOutcome.Unknown ? KeyCheckOutcome.Limited : found.Failure));
    }

    private static KeyCheck Noted(HttpContext context, in Demand demand, in KeyCheck check)
    {
        AuditedRequest.Of(context)?.Note(demand.Action, check);
        return check;
    }
}
