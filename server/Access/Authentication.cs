namespace KeySafety.Server.Access;

/// <summary>What came of a presented credential: the principal behind it, or why there is none.</summary>
/// <param name="Principal">Default where there is none.</param>
/// <param name="Failure"><see cref="KeyCheckOutcome.Allowed"/> where there is one; says nothing of its grants and policies.</param>
internal readonly record struct Authentication(Principal Principal, KeyCheckOutcome Failure = KeyCheckOutcome.Allowed)
{
    /// <summary>Nothing that this authenticator knows; another one may.</summary>
    public static Authentication Unknown => new(default, KeyCheckOutcome.Unknown);

    /// <summary>Verified and past its time.</summary>
    public static Authentication Expired => new(default, KeyCheckOutcome.Expired);

    public bool Succeeded => Failure == KeyCheckOutcome.Allowed;
}
