namespace KeySafety.Server.Access;

/// <summary>Why a check ended as it did. On the wire every refusal looks alike; the log tells them apart.</summary>
internal enum KeyCheckOutcome
{
    Allowed,

    /// <summary>The request carries no key.</summary>
    Missing,

    /// <summary>No key has this value, and none signed it.</summary>
    Unknown,

    /// <summary>A token that names an issuer of ours and does not verify.</summary>
    InvalidToken,

    /// <summary>The key, or the scoped key, is past its expiry.</summary>
    Expired,

    /// <summary>The key is good, but not for this action.</summary>
    ActionNotGranted,

    /// <summary>The key is good for the action, but not in this collection.</summary>
    CollectionNotGranted,

    /// <summary>Too many unknown keys came from this address.</summary>
    Limited,

    /// <summary>The credential was revoked; its record is kept.</summary>
    Revoked,

    /// <summary>The credential is good, but the route takes others.</summary>
    KindNotAccepted,

    /// <summary>A test key where live ones belong, or the other way round.</summary>
    ModeNotAccepted,

    /// <summary>The credential is good, but not from this address.</summary>
    AddressNotAllowed,

    /// <summary>The credential is good, but in another workspace.</summary>
    WorkspaceNotGranted,

    /// <summary>The credential is good, but was used too often.</summary>
    RateLimited,
}

/// <summary>Answer to "may this key do that?".</summary>
/// <param name="Outcome">Allowed, or why not.</param>
/// <param name="Principal">Who asked, where the key is known.</param>
/// <param name="Rate">Where it stands with its limit, where it has one.</param>
internal readonly record struct KeyCheck(KeyCheckOutcome Outcome, Principal Principal = default, RateStatus Rate = default)
{
    public bool IsAllowed => Outcome == KeyCheckOutcome.Allowed;

    /// <summary>Whether the credential itself was recognised and is in force.</summary>
    public bool IsKnown => Outcome is KeyCheckOutcome.Allowed
        or KeyCheckOutcome.ActionNotGranted
        or KeyCheckOutcome.CollectionNotGranted
        or KeyCheckOutcome.KindNotAccepted
        or KeyCheckOutcome.ModeNotAccepted
        or KeyCheckOutcome.AddressNotAllowed
        or KeyCheckOutcome.WorkspaceNotGranted
        or KeyCheckOutcome.RateLimited;

    /// <summary>Whether the answer is to come again later.</summary>
    public bool IsLimited => Outcome is KeyCheckOutcome.Limited or KeyCheckOutcome.RateLimited;
}
