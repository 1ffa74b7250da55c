using System.Net;
using System.Text.Json.Serialization;

namespace KeySafety.Server.Access;

/// <summary>The conditions of a credential beside its expiry. One object for those that have any; null for all others.</summary>
/// <remarks>Also their form on disk: a field can be added and not renamed.</remarks>
internal sealed record Policies
{
    private readonly AddressRanges? _ranges;

    /// <summary>Live or test; none for credentials that are bound to neither.</summary>
    public KeyMode Mode { get; init; }

    /// <summary>Since when it is refused, whole seconds; the record stays for the audit. Null while it is in force.</summary>
    public ulong? RevokedAtUnixSeconds { get; init; }

    /// <summary>Addresses and CIDR ranges that it may be used from, as written; null for all.</summary>
    public IReadOnlyList<string>? AllowedIps
    {
        get;
        init
        {
            field = value;
            _ranges = value is null ? null : AddressRanges.Parse(value, out var wrong)
                ?? throw new FormatException($"`{wrong}` is no address and no CIDR range.");
        }
    }

    /// <summary>How often it may be used; wins over the plan.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The plan in the configuration that says how often it may be used.</summary>
    public string? Plan { get; init; }

    /// <summary>Whether there is nothing in it.</summary>
    [JsonIgnore]
    public bool IsEmpty => Mode == KeyMode.None && RevokedAtUnixSeconds is null && AllowedIps is null && RateLimit is null && Plan is null;

    /// <summary>Whether uses are counted against a limit.</summary>
    [JsonIgnore]
    public bool HasRate => RateLimit is not null || Plan is not null;

    public bool AllowsAddress(IPAddress client) => _ranges?.Contains(client) != false;

    /// <summary>Whether they stand in the way of a request.</summary>
    /// <param name="demand">What it asks for.</param>
    /// <param name="client">Where it comes from.</param>
    /// <returns><see cref="KeyCheckOutcome.Allowed"/>, or the first policy that refuses.</returns>
    public KeyCheckOutcome Judge(in Demand demand, IPAddress client) =>
        RevokedAtUnixSeconds is not null ? KeyCheckOutcome.Revoked
        : Mode != KeyMode.None && (Mode & demand.Modes) == 0 ? KeyCheckOutcome.ModeNotAccepted
        : !AllowsAddress(client) ? KeyCheckOutcome.AddressNotAllowed
        : KeyCheckOutcome.Allowed;
}
