using KeySafety.Detection.Rules;

namespace KeySafety.Detection;

/// <summary>Every rule that the product ships.</summary>
public static class RuleCatalog
{
    /// <summary>All rules, by domain and the most specific first; names are unique. Immutable and shared.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. OwnKeys.Rules,
        .. SourceControl.Rules,
        .. Ci.Rules,
        .. PackageRegistries.Rules,
        .. Aws.Rules,
        .. Azure.Rules,
        .. Google.Rules,
        .. Clouds.Rules,
        .. Infrastructure.Rules,
        .. Payments.Rules,
        .. Messaging.Rules,
        .. Mail.Rules,
        .. AiServices.Rules,
        .. Databases.Rules,
        .. Monitoring.Rules,
        .. Security.Rules,
        .. Identity.Rules,
        .. Commerce.Rules,
        .. Maps.Rules,
        .. PrivateKeys.Rules,
        .. Generic.Rules,
    ];
}
