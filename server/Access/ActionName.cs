namespace KeySafety.Server.Access;

/// <summary>How the name of an action in a key covers the name of an action that a route asks for.</summary>
internal static class ActionName
{
    /// <summary>
    /// Names that documentation hands out and that no route asks for: left the documented one, right what it stands for.
    /// Typesense accepts them on create and then answers 401 to every request; here they work as their readers expect.
    /// </summary>
    private static readonly (string Documented, string[] Checked)[] Aliases =
    [
        ("aliases:create", ["aliases:upsert"]),
        ("presets:create", ["presets:upsert"]),
        ("stopwords:create", ["stopwords:upsert"]),
        ("synonym_sets:create", ["synonym_sets:upsert"]),
        ("curation_sets:create", ["curation_sets:upsert"]),
        ("documents:upsert", ["documents:create"]),
        ("synonym_sets/items:list", ["synonym_sets/items:get"]),
        ("curation_sets/items:list", ["curation_sets/items:get"]),
        ("stemming/dictionaries:create", ["stemming/dictionaries/import:create"]),
        ("analytics:*", ["analytics/rules:*", "analytics/events:*", "analytics/aggregate_events:*", "analytics/flush:*", "analytics/status:*"]),
        // Seed of this product: "synonyms:* Manage synonym sets". Since version 30 sets are what routes are about.
        ("synonyms:*", ["synonym_sets:*", "synonym_sets/items:*"]),
    ];

    /// <param name="allowed">As a key holds it.</param>
    /// <param name="required">As a route asks for it; empty for what no route names, which <c>*</c> alone covers.</param>
    public static bool Covers(string allowed, string required)
    {
        if (required.Length == 0)
            return allowed == "*";

        if (CoversLiterally(allowed, required) || Permission.Covers(allowed, required))
            return true;

        foreach (var (documented, checkedNames) in Aliases)
        {
            if (allowed != documented)
                continue;

            foreach (var name in checkedNames)
            {
                if (CoversLiterally(name, required))
                    return true;
            }
        }

        return false;
    }

    // `X:*` stands for what comes before the *first* colon of the required action; there is no other globbing.
    private static bool CoversLiterally(string allowed, string required) =>
        allowed == "*"
        || allowed == required
        || (allowed.Length > 2
            && allowed.EndsWith(":*", StringComparison.Ordinal)
            && required.AsSpan(0, Math.Max(0, required.IndexOf(':', StringComparison.Ordinal))).SequenceEqual(allowed.AsSpan(0, allowed.Length - 2)));
}
