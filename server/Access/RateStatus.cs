using System.Globalization;

namespace KeySafety.Server.Access;

/// <summary>Where a credential stands with its limit.</summary>
/// <param name="Limit">Requests in a window; 0 for a credential without a limit.</param>
/// <param name="Remaining">Requests that are left in it now.</param>
/// <param name="ResetUnixSeconds">When the oldest counted requests leave it.</param>
/// <param name="IsExceeded">Whether this request found none left.</param>
internal readonly record struct RateStatus(int Limit, int Remaining, long ResetUnixSeconds, bool IsExceeded)
{
    /// <summary>Writes <c>X-RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c>, where there is a limit.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (Limit == 0)
            return;

        headers["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = ResetUnixSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
