using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Credentials of code hosts: whoever has one can change what is shipped.</summary>
internal static class SourceControl
{
    private const string GitHubFormats = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
    private const string GitLabTokens = "https://docs.gitlab.com/security/tokens/#token-prefixes";
    private const string GitHubSettings = "GitHub under Settings, Developer settings";

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        GitHub("github-pat", "GitHub personal access token (classic)", "ghp"),
        GitHub("github-oauth-token", "GitHub OAuth access token", "gho"),
        GitHub("github-user-to-server-token", "GitHub App user access token", "ghu"),
        GitHub("github-server-to-server-token", "GitHub App installation token", "ghs"),
        GitHub("github-refresh-token", "GitHub App refresh token", "ghr"),
        Token("github-stateless-token", "GitHub App installation token (stateless)",
            "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats",
            ["ghs_{digits:1-12}_eyJ{base64url:20-400}.{base64url:40-900}.{base64url:60-700}"],
            "the GitHub App's installation; it expires within an hour"),
        Token("github-fine-grained-pat", "GitHub fine-grained personal access token", GitHubFormats,
            ["github_pat_{base62:22}_{base62:59}"], GitHubSettings),
        Named("github-token-legacy", "GitHub token or OAuth client secret", GitHubFormats,
            ["github"], ["{hex:40}"], GitHubSettings),
        GitLab("gitlab-pat", "GitLab personal, project or group access token", "glpat", 20, 20),
        GitLab("gitlab-pipeline-trigger-token", "GitLab pipeline trigger token", "glptt", 20, 40),
        GitLab("gitlab-deploy-token", "GitLab deploy token", "gldt", 20, 20),
        GitLab("gitlab-runner-token", "GitLab runner authentication token", "glrt", 20, 26),
        GitLab("gitlab-runner-registration-token", "GitLab runner registration token", "glrtr", 20, 20),
        GitLab("gitlab-ci-job-token", "GitLab CI job token", "glcbt", 20, 34),
        GitLab("gitlab-incoming-mail-token", "GitLab incoming mail token", "glimt", 25, 25),
        GitLab("gitlab-feed-token", "GitLab feed token", "glft", 20, 40),
        GitLab("gitlab-scim-token", "GitLab SCIM token", "glsoat", 20, 20),
        GitLab("gitlab-agent-token", "GitLab agent for Kubernetes token", "glagent", 50, 50),
        GitLab("gitlab-workspace-token", "GitLab workspace token", "glwt", 20, 64),
        GitLab("gitlab-feature-flag-token", "GitLab feature flags client token", "glffct", 20, 20),
        Token("gitlab-oauth-secret", "GitLab OAuth application secret", GitLabTokens, ["gloas-{hex:64}", "gloas-{base64url:64}"],
            "GitLab under Applications"),
        Token("gitlab-runner-registration-token-legacy", "GitLab runner registration token", GitLabTokens,
            ["GR1348941{base64url:20}"], "GitLab under CI/CD settings, Runners"),
        Named("gitlab-token-legacy", "GitLab access token", GitLabTokens,
            ["gitlab"], ["{base64url:20}"], "GitLab under Access tokens"),
        Token("bitbucket-app-password", "Bitbucket app password",
            "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/", ["ATBB{base62:24}{HEX:8}", "ATBB{base62:28}"],
            "Bitbucket under App passwords"),
        Token("bitbucket-access-token", "Bitbucket repository, project or workspace access token",
            "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
            ["ATCTT3xFfG{base64url:150-220}={HEX:8}"], "Bitbucket under Access tokens"),
        Token("bitbucket-data-center-token", "Bitbucket Data Center HTTP access token",
            "https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html",
            ["BBDC-{base64:42-46}"], "Bitbucket under HTTP access tokens"),
        Named("bitbucket-oauth-secret", "Bitbucket OAuth consumer secret",
            "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
            ["bitbucket"], ["{base62:32}", "{base64url:64}"], "Bitbucket under OAuth consumers"),
        Token("atlassian-api-token", "Atlassian API token",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
            ["ATATT3xFfG{base64url:170-220}={HEX:8}"], "the Atlassian account under Security, API tokens"),
        Token("atlassian-organization-key", "Atlassian organization API key",
            "https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis/",
            ["ATCTT3xFfN0{base64url:140-220}={HEX:8}"], "Atlassian Administration under API keys"),
        Named("atlassian-api-token-legacy", "Atlassian API token",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
            ["atlassian", "jira", "confluence"], ["{base62:24}"], "the Atlassian account under Security, API tokens"),
        Named("atlassian-data-center-token", "Jira or Confluence Data Center access token",
            "https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
            ["atlassian", "jira", "confluence"], ["{base64:44}"], "Jira or Confluence under Personal access tokens"),
        Named("gitea-token", "Gitea or Forgejo access token", "https://docs.gitea.com/development/api-usage",
            ["gitea", "forgejo", "codeberg", "gogs"], ["{hex:40}"], "the instance's settings under Applications"),
        Named("gitee-token", "Gitee access token", "https://gitee.com/api/v5/oauth_doc",
            ["gitee"], ["{hex:32}"], "Gitee under Private tokens"),
        Token("sourcegraph-token", "Sourcegraph access token",
            "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
            ["sgp_local_{hex:40}", "sgp_{hex:40}", "sgp_{hex:16}_{hex:40}"], "Sourcegraph under Access tokens"),
        Token("sourcegraph-license-key", "Sourcegraph license key or user gateway token",
            "https://sourcegraph.com/docs/cody/core-concepts/cody-gateway", ["slk_{hex:64}", "sgd_{hex:64}"],
            "Sourcegraph by contacting support"),
        Token("phabricator-token", "Phabricator Conduit token",
            "https://secure.phabricator.com/book/phabricator/article/conduit/", ["api-{alnum:28}", "cli-{alnum:28}"],
            "Phabricator under Conduit API tokens", Confidence.Medium),
        Token("gitpod-pat", "Gitpod personal access token",
            "https://www.gitpod.io/docs/classic/user/configure/user-settings/access-tokens",
            ["gitpod_pat_{base64url:40-64}.{base64url:20-64}"], "Gitpod under Access tokens"),
        Token("graphite-token", "Graphite auth token", "https://graphite.dev/docs/get-started",
            ["gtAuth_{base64url:20-64}"], "Graphite under CLI settings"),
    ];

    private static Rule GitHub(string name, string title, string prefix) => new()
    {
        Name = name,
        Title = title,
        Format = GitHubFormats,
        Keywords = [prefix + "_"],
        Pattern = Start + $@"(?<secret>{prefix}_[0-9A-Za-z]{{36,}}\b)",
        MinEntropy = 3.0,
        Check = Base62Checksum.IsValid,
        Remedy = Revoke(GitHubSettings),
        Examples =
        [
            $"token = \"{{github:{prefix}}}\"",
            $"GITHUB_TOKEN={{github:{prefix}}}",
            $"git clone https://x-access-token:{{github:{prefix}}}@github.com/{{lower:6}}/{{lower:6}}.git",
        ],
        NegativeExamples = [$"{prefix}_{{base62:20}}", $"{prefix}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", $"a{prefix}_{{base62:36}}"],
    };

    /// <summary>A GitLab token: a plain random one, or a routable one that ends in lengths and a checksum.</summary>
    private static Rule GitLab(string name, string title, string prefix, int min, int max) => new()
    {
        Name = name,
        Title = title,
        Format = GitLabTokens,
        Keywords = [prefix + "-"],
        Pattern = Start + $@"(?<secret>{prefix}-(?:[0-9A-Za-z]{{1,5}}_)?(?:[0-9A-Za-z_-]{{27,}}\.(?:[0-9a-z]{{2}}\.)?[0-9a-z]{{9}}|[0-9A-Za-z_-]{{{min},{max}}}))(?:[^0-9A-Za-z_-]|$)",
        MinEntropy = 3.0,
        Check = GitLabToken.IsValid,
        Remedy = Revoke("GitLab under Access tokens"),
        Examples =
        [
            $"token: {prefix}-{{base64url:{min}}}",
            $"export GITLAB_TOKEN={prefix}-{{base64url:{max}}}",
            $"PRIVATE-TOKEN: {{gitlab-routable:{prefix}}}",
        ],
        NegativeExamples = [$"{prefix}-{{base64url:10}}", $"{prefix}-{new string('x', min)}", $"a{prefix}-{{base64url:{min}}}"],
    };
}
