using System.Text.Json.Serialization;

namespace KeySafety.Server.Access;

/// <summary>How many requests a credential may make in any stretch of time of a length.</summary>
/// <param name="Requests">At least 1.</param>
/// <param name="PerSeconds">Length of the stretch, 1 second to 30 days.</param>
internal sealed record RateLimit(int Requests, int PerSeconds = RateLimit.Hour)
{
    public const int Hour = 3600;
    public const int MaxPerSeconds = 30 * 24 * Hour;

    [JsonIgnore]
    public bool IsValid => Requests >= 1 && PerSeconds is >= 1 and <= MaxPerSeconds;
}
