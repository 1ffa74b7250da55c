using System.Collections.Frozen;
using System.Globalization;

namespace KeySafety.Server.Access;

/// <summary>Named rate limits, for live keys and for test keys.</summary>
internal sealed class Plans
{
    public const string SectionName = "plans";

    public const string Help = "Named rate limits that keys refer to by `plan`: `{\"professional\": {\"requests\": 1000, \"per_seconds\": 3600, \"test_requests\": 10000}}`. "
        + "`per_seconds` is an hour and `test_requests` ten times `requests` unless given. `professional` (1,000 an hour) and `enterprise` (10,000) are there unless redefined.";

    // "Higher rate limits" for test keys; the page names no figure.
    private const int TestFactor = 10;

    private readonly FrozenDictionary<string, Plan> _plans;

    private Plans(Dictionary<string, Plan> plans) => _plans = plans.ToFrozenDictionary(StringComparer.Ordinal);

    private sealed record Plan(RateLimit Live, RateLimit Test);

    /// <summary>What the product's page promises.</summary>
    public static Plans Default { get; } = new(Defaults());

    public IEnumerable<string> Names => _plans.Keys.Order(StringComparer.Ordinal);

    public bool Has(string name) => _plans.ContainsKey(name);

    /// <summary>The limit of a plan. <see cref="PlansInUse"/> sees to it that there is one for every key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such plan: better no answer than no limit.</exception>
    public RateLimit Find(string name, KeyMode mode) => mode == KeyMode.Test ? _plans[name].Test : _plans[name].Live;

    /// <exception cref="StartupException">A plan is not as described.</exception>
    public static Plans Read(IConfiguration section)
    {
        var plans = Defaults();
        foreach (var plan in section.GetChildren())
        {
            foreach (var field in plan.GetChildren().Where(field => field.Key is not ("requests" or "per_seconds" or "test_requests")))
                throw new StartupException($"The plan `{plan.Key}` in the configuration has an unknown field `{field.Key}`.");

            var requests = Number(plan, "requests") ?? throw new StartupException($"The plan `{plan.Key}` in the configuration has no `requests`.");
            var per = Number(plan, "per_seconds") ?? RateLimit.Hour;
            var test = Number(plan, "test_requests") ?? (int)Math.Min(int.MaxValue, (long)requests * TestFactor);
            plans[plan.Key] = new Plan(new RateLimit(requests, per), new RateLimit(test, per));
            if (!plans[plan.Key].Live.IsValid || !plans[plan.Key].Test.IsValid)
                throw new StartupException($"The plan `{plan.Key}` in the configuration needs at least 1 request in 1 to {RateLimit.MaxPerSeconds} seconds.");
        }

        return new Plans(plans);
    }

    private static Dictionary<string, Plan> Defaults() => new(StringComparer.Ordinal)
    {
        ["professional"] = new(new RateLimit(1_000), new RateLimit(1_000 * TestFactor)),
        ["enterprise"] = new(new RateLimit(10_000), new RateLimit(10_000 * TestFactor)),
    };

    private static int? Number(IConfigurationSection plan, string name) =>
        plan[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new StartupException($"`{name}` of the plan `{plan.Key}` in the configuration is no whole number: `{text}`.");
}
