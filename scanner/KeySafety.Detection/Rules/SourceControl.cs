using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Credentials of code hosts: whoever has one can change what is shipped.</summary>
internal static class SourceControl
{
    private const string GitHubFormats = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        GitHub("github-pat", "GitHub personal access token (classic)", "ghp"),
        GitHub("github-oauth-token", "GitHub OAuth access token", "gho"),
        GitHub("github-user-to-server-token", "GitHub App user access token", "ghu"),
        GitHub("github-server-to-server-token", "GitHub App installation token", "ghs"),
        GitHub("github-refresh-token", "GitHub App refresh token", "ghr"),
    ];

    private static Rule GitHub(string name, string title, string prefix) => new()
    {
        Name = name,
        Title = title,
        Format = GitHubFormats,
        Keywords = [prefix + "_"],
        Pattern = $@"\b{prefix}_[0-9A-Za-z]{{36,251}}\b",
        MinEntropy = 3.0,
        Check = Base62Checksum.IsValid,
        Remedy = Revoke("GitHub under Settings, Developer settings"),
        Examples =
        [
            $"token = \"{{github:{prefix}}}\"",
            $"GITHUB_TOKEN={{github:{prefix}}}",
            $"git clone https://x-access-token:{{github:{prefix}}}@github.com/{{lower:6}}/{{lower:6}}.git",
        ],
        NegativeExamples = [$"{prefix}_{{base62:20}}", $"{prefix}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", $"a{prefix}_{{base62:36}}"],
    };
}
