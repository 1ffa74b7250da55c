using System.Text.Json;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary>What a caller says about a key's policies, on create and on update; what it does not name stays.</summary>
internal sealed class PolicyFields
{
    private readonly JsonElement _body;
    private readonly Plans _plans;
    private IReadOnlyList<string>? _allowedIps;
    private RateLimit? _rateLimit;
    private string? _plan;

    private PolicyFields(JsonElement body, Plans plans)
    {
        _body = body;
        _plans = plans;
    }

    /// <summary>Live or test for a secret key, none for a search key.</summary>
    public KeyMode Mode { get; private set; }

    /// <param name="body">A JSON object.</param>
    /// <param name="plans">Those that the configuration names.</param>
    /// <param name="problem">The message of the 400 for the first wrong field, or null.</param>
    public static PolicyFields Read(JsonElement body, Plans plans, out string? problem)
    {
        var fields = new PolicyFields(body, plans);
        problem = fields.ReadMode() ?? fields.ReadAllowedIps() ?? fields.ReadRateLimit() ?? fields.ReadPlan();
        return fields;
    }

    /// <summary>The policies with what the caller says; null where none are left.</summary>
    public Policies? ApplyTo(Policies? current)
    {
        var policies = current ?? new Policies();
        if (Mode != KeyMode.None)
            policies = policies with { Mode = Mode };
        if (Names("allowed_ips"))
            policies = policies with { AllowedIps = _allowedIps };
        if (Names("rate_limit"))
            policies = policies with { RateLimit = _rateLimit };
        if (Names("plan"))
            policies = policies with { Plan = _plan };
        return policies.IsEmpty ? null : policies;
    }

    private bool Names(string name) => _body.TryGetProperty(name, out _);

    private string? ReadMode()
    {
        if (!_body.TryGetProperty("mode", out var field))
            return null;

        Mode = field.ValueKind != JsonValueKind.String ? KeyMode.None : field.GetString() switch
        {
            "live" => KeyMode.Live,
            "test" => KeyMode.Test,
            _ => KeyMode.None,
        };
        return Mode == KeyMode.None ? "Wrong format for `mode`. It should be `live` or `test`." : null;
    }

    private string? ReadAllowedIps()
    {
        if (!_body.TryGetProperty("allowed_ips", out var field) || field.ValueKind == JsonValueKind.Null)
            return null;
        if (field.ValueKind != JsonValueKind.Array || field.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return "Wrong format for `allowed_ips`. It should be an array of addresses and CIDR ranges.";
        if (field.GetArrayLength() > AddressRanges.MaxCount)
            return $"`allowed_ips` has more than {AddressRanges.MaxCount} entries.";

        var entries = field.EnumerateArray().Select(item => item.GetString()!).ToList();
        if (AddressRanges.Parse(entries, out var wrong) is null)
            return $"`{wrong}` in `allowed_ips` is no address and no CIDR range.";

        // "Leave empty to allow all IPs."
        _allowedIps = entries.Count == 0 ? null : entries;
        return null;
    }

    private string? ReadRateLimit()
    {
        if (!_body.TryGetProperty("rate_limit", out var field) || field.ValueKind == JsonValueKind.Null)
            return null;

        var isKnown = field.ValueKind == JsonValueKind.Object
            && field.EnumerateObject().All(property => property.Name is "requests" or "per_seconds");
        ulong per = RateLimit.Hour;
        if (isKnown
            && field.TryGetProperty("requests", out var requests)
            && JsonNumber.TryReadUnsigned(requests, out var count)
            && count is >= 1 and <= int.MaxValue
            && (!field.TryGetProperty("per_seconds", out var seconds) || JsonNumber.TryReadUnsigned(seconds, out per))
            && per is >= 1 and <= RateLimit.MaxPerSeconds)
        {
            _rateLimit = new RateLimit((int)count, (int)per);
            return null;
        }

        return $"Wrong format for `rate_limit`. It should be {{\"requests\": N, \"per_seconds\": S}}, N at least 1, S 1 to {RateLimit.MaxPerSeconds} (3600 unless given).";
    }

    private string? ReadPlan()
    {
        if (!_body.TryGetProperty("plan", out var field) || field.ValueKind == JsonValueKind.Null)
            return null;

        _plan = field.ValueKind == JsonValueKind.String ? field.GetString() : null;
        return _plan is not null && _plans.Has(_plan) ? null : $"`plan` should be one of {string.Join(", ", _plans.Names.Select(name => $"`{name}`"))}.";
    }
}
