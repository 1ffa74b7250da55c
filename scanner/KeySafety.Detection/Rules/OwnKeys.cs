using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Keys that torque-server issues, and those of the services documented beside it.</summary>
internal static class OwnKeys
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new()
        {
            Name = "torque-server-key",
            Title = "torque-server API key",
            Format = "https://typesense.org/docs/30.2/api/api-keys.html",
            Keywords = [KeyFormat.Mark],
            Pattern = Start + $@"(?<secret>[0-9A-Za-z]{{12}}{KeyFormat.Mark}[0-9A-Za-z]{{20}}\b)",
            MinEntropy = 3.0,
            Check = KeyFormat.IsValid,
            Remedy = "Delete the key with DELETE /keys/{id}, create a new one and read that from the environment or a secret store.",
            Examples =
            [
                "X-TYPESENSE-API-KEY: {torque}",
                "export TORQUE_API_KEY={torque}",
                "var client = new SearchClient(\"{torque}\");",
            ],
            NegativeExamples =
            [
                "{base62:12}TQKS01{base62:12}",
                "{base62:12}TQKS02{base62:20}",
                "aaaaaaaaaaaaTQKS01aaaaaaaaaaaaaaaaaaaa",
            ],
        },
        new()
        {
            Name = "torque-secret-key",
            Title = "torque-server secret key",
            Format = "https://docs.torvussecurity.com/api/authentication",
            Keywords = [KeyFormat.Mark],
            Pattern = Start + $@"(?<secret>(?:[a-z][0-9a-z]{{0,31}}_)?sk_(?:live|test)_[0-9A-Za-z]{{12}}{KeyFormat.Mark}[0-9A-Za-z]{{20}}\b)",
            MinEntropy = 3.0,
            Check = KeyFormat.IsValid,
            Remedy = "Rotate the key with POST /keys/{id}/rotate and read the new value from the environment or a secret store.",
            Examples =
            [
                "Authorization: Bearer {torque-secret:live}",
                "export TORVUS_API_KEY={torque-secret:torvus_live}",
                "api_key: \"{torque-secret:acme2_test}\"",
            ],
            NegativeExamples =
            [
                "sk_live_{base62:12}TQKS01{base62:12}",
                "sk_prod_{base62:12}TQKS01{base62:20}",
                "sk_live_aaaaaaaaaaaaTQKS01aaaaaaaaaaaaaaaaaaaa",
            ],
        },
        new()
        {
            Name = "torque-user-key",
            Title = "torque-server user's key",
            Format = "https://docs.torale.ai/getting-started/authentication",
            Keywords = [KeyFormat.Mark],
            Pattern = Start + $@"(?<secret>sk_[0-9A-Za-z]{{6}}{KeyFormat.Mark}[0-9A-Za-z]{{20}}\b)",
            MinEntropy = 3.0,
            Check = KeyFormat.IsValid,
            Remedy = "Revoke the key with DELETE /auth/api-keys/{id}, create another one and read that from the environment or a secret store.",
            Examples = ["Authorization: Bearer {torque-user}", "API_KEY=\"{torque-user}\""],
            NegativeExamples = ["sk_{base62:6}TQKS01{base62:16}", "sk_aaaaaaTQKS01aaaaaaaaaaaaaaaaaaaa"],
        },
        new()
        {
            Name = "torque-client-secret",
            Title = "torque-server client secret",
            Format = "https://kb.torq.io/en/articles/9146108",
            Keywords = [KeyFormat.Mark],
            Pattern = Start + $@"(?<secret>cs_[0-9A-Za-z]{{12}}{KeyFormat.Mark}[0-9A-Za-z]{{20}}\b)",
            MinEntropy = 3.0,
            Check = KeyFormat.IsValid,
            Remedy = "Rotate the secret with POST /v1/clients/{id}/rotate-secret and read the new one from the environment or a secret store.",
            Examples =
            [
                "client_secret={torque-client}",
                "export CLIENT_SECRET={torque-client}",
                "\"client_secret\": \"{torque-client}\"",
            ],
            NegativeExamples =
            [
                "cs_{base62:12}TQKS01{base62:12}",
                "cs_{base62:12}TQKS02{base62:20}",
                "cs_aaaaaaaaaaaaTQKS01aaaaaaaaaaaaaaaaaaaa",
            ],
        },
        Token("torvus-secret-key", "Torvus secret key", "https://docs.torvussecurity.com/api/authentication",
            ["torvus_sk_{one:live|test}_{word:12-128}"], "Torvus under Settings, API Keys"),
        Named("torque-business-key", "Torque Business API key", "https://docs.torque.fi/authentication",
            ["torque"], ["sk_live_{base64url:12-128}"], "Torque under Business Settings, API Integration"),
        Named("torq-client-secret", "Torq API key", "https://kb.torq.io/en/articles/9146108",
            ["torq_", "torq-", "torqapi"], ["{base64url:32-64}"], "Torq under API Keys"),
        Token("torale-api-key", "Torale API key", "https://docs.torale.ai/getting-started/authentication",
            ["sk_{base62:32}"], "Torale under Settings, API Keys", Confidence.Medium),
    ];
}
