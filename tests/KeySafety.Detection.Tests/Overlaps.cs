namespace KeySafety.Detection.Tests;

/// <summary>Rules whose examples another rule's pattern finds too, and why; the detector reports one of both.</summary>
internal static class Overlaps
{
    /// <summary>Pairs as <c>rule as other</c>: the example of the one is also found by the other.</summary>
    public static readonly IReadOnlySet<string> Known = new HashSet<string>
    {
        // One format, told apart by the vendor's name beside it.
        "clerk-secret-key as stripe-secret-key",
        "paystack-secret-key as stripe-secret-key",
        "workos-api-key as stripe-secret-key",
        "torque-business-key as stripe-secret-key",
        "torque-secret-key as stripe-secret-key",
        "torque-secret-key as torvus-secret-key",
        "torque-user-key as torale-api-key",
        "stability-api-key as openai-compatible-key",
        "openai-api-key as openai-compatible-key",

        // A new format and the one it replaced, where the name is the same and the lengths meet.
        "azure-devops-pat as azure-common-annotated-key",
        "bitbucket-app-password as bitbucket-oauth-secret",
        "confluent-cloud-secret as confluent-cloud-secret-legacy",
        "netlify-token as netlify-token-legacy",

        // One credential within the syntax of another: the token of a registry in .npmrc, the key in a webhook's address.
        "google-chat-webhook as google-api-key",
        "npm-access-token as npmrc-auth-token",
        "torque-server-key as typesense-key",
        "wix-api-key as json-web-token",
    };
}
