using System.Net;

namespace KeySafety.Server.Access;

/// <summary>The conditions of a credential beside its expiry. One object for those that have any; null for all others.</summary>
internal sealed record Policies
{
    /// <summary>Live or test; none for credentials that are bound to neither.</summary>
    public KeyMode Mode { get; init; }

    /// <summary>Since when it is refused, whole seconds; the record stays for the audit. Null while it is in force.</summary>
    public ulong? RevokedAtUnixSeconds { get; init; }

    /// <summary>Whether they stand in the way of a request.</summary>
    /// <param name="demand">What it asks for.</param>
    /// <param name="client">Where it comes from.</param>
    /// <returns><see cref="KeyCheckOutcome.Allowed"/>, or the first policy that refuses.</returns>
    public KeyCheckOutcome Judge(in Demand demand, IPAddress client) =>
        RevokedAtUnixSeconds is not null ? KeyCheckOutcome.Revoked
        : Mode != KeyMode.None && (Mode & demand.Modes) == 0 ? KeyCheckOutcome.ModeNotAccepted
        : KeyCheckOutcome.Allowed;
}
