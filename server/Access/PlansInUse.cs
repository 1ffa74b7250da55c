using KeySafety.Server.Keys;
using KeySafety.Server.Records;

namespace KeySafety.Server.Access;

/// <summary>The plans that stored credentials name: without one of them in the configuration they would have no limit at all.</summary>
internal static class PlansInUse
{
    /// <summary>Refuses to start where a credential names a plan that the configuration does not have.</summary>
    /// <remarks>What was revoked is never let in again, and needs no plan.</remarks>
    /// <exception cref="StartupException">Names the first such plan, and what has it.</exception>
    public static void Check(Plans plans, KeySet keys, Tables tables)
    {
        var keyPlans = keys.All.Where(key => !key.IsRevoked).Select(key => key.Policies?.Plan);
        var clientPlans = tables.Clients.Values.Where(client => !client.IsRevoked).Select(client => client.Policies?.Plan);
        var missing = keyPlans.Select(plan => (Plan: plan, Keys: 1, Clients: 0))
            .Concat(clientPlans.Select(plan => (Plan: plan, Keys: 0, Clients: 1)))
            .Where(use => use.Plan is not null && !plans.Has(use.Plan))
            .GroupBy(use => use.Plan!, StringComparer.Ordinal)
            .MinBy(group => group.Key, StringComparer.Ordinal);
        if (missing is null)
            return;

        throw new StartupException(
            $"The plan `{missing.Key}` is not in the configuration (section `{Plans.SectionName}`), and {missing.Sum(use => use.Keys)} keys and "
            + $"{missing.Sum(use => use.Clients)} clients have it: they would have no limit. Put it back; to take it away, give them another one first.");
    }
}
