namespace KeySafety.Server.Access;

/// <summary>Verifies signed tokens (<c>header.payload.signature</c>) of one issuer or family of them.</summary>
internal interface ITokenAuthenticator
{
    /// <summary>The principal of a token; <see cref="Authentication.Unknown"/> hands it on to the next one.</summary>
    /// <param name="token">Has the form of a token; nothing is verified yet.</param>
    /// <param name="limited">Whether its address failed too often: then only a token that was verified before counts.</param>
    ValueTask<Authentication> Authenticate(string token, bool limited);
}
