using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Credentials that publish packages and images.</summary>
internal static class PackageRegistries
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new()
        {
            Name = "npm-access-token",
            Title = "npm access token",
            Format = "https://docs.npmjs.com/about-access-tokens",
            Keywords = ["npm_"],
            Pattern = @"\bnpm_[0-9A-Za-z]{36}\b",
            MinEntropy = 3.0,
            Check = Base62Checksum.IsValid,
            Remedy = Revoke("npm under Access tokens"),
            Examples = ["//registry.npmjs.org/:_authToken={npm}", "NPM_TOKEN={npm}", "npmAuthToken: \"{npm}\""],
            NegativeExamples = ["npm_{base62:20}", "npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "npm_config_registry"],
        },
        Named("npm-token-legacy", "npm access token", "https://docs.npmjs.com/about-access-tokens",
            ["_authtoken", "npm_token", "npm_auth", "npmauth", "npmtoken"], ["{uuid}"], "npm under Access tokens"),
        new()
        {
            Name = "npmrc-auth-token",
            Title = "Registry token in .npmrc",
            Format = "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
            Keywords = [":_authToken", ":_auth=", ":_auth =", ":_password"],
            Pattern = @":_(?:authToken|auth|password)[ \t]{0,3}=[ \t]{0,3}[""']?(?<secret>[0-9A-Za-z+/=_.-]{16,})",
            MinEntropy = 3.0,
            Confidence = Confidence.High,
            Remedy = Revoke("the registry that the line names"),
            Examples =
            [
                "//npm.pkg.github.com/:_authToken={base62:40}",
                "//registry.npmjs.org/:_authToken={uuid}",
                "//nexus.{lower:6}.com/repository/npm/:_auth=\"{base64:44}\"",
                "//pkgs.dev.azure.com/{lower:6}/_packaging/{lower:6}/npm/registry/:_password={base64:70}",
            ],
            NegativeExamples =
            [
                "//registry.npmjs.org/:_authToken=${{NPM_TOKEN}}",
                "//registry.npmjs.org/:_authToken=",
                "//registry.npmjs.org/:_authToken=xxxxxxxxxxxxxxxxxxxxxxxx",
            ],
        },
        Token("pypi-api-token", "PyPI API token", "https://pypi.org/help/#apitoken",
            ["pypi-AgEIcHlwaS5vcmc{base64url:50-1000}", "pypi-AgENdGVzdC5weXBpLm9yZw{base64url:50-1000}"], "PyPI under Account settings"),
        Token("rubygems-api-key", "RubyGems API key", "https://guides.rubygems.org/api-key-scopes/",
            ["rubygems_{hex:48}"], "RubyGems under API keys"),
        Named("rubygems-api-key-legacy", "RubyGems API key", "https://guides.rubygems.org/rubygems-org-api/",
            ["rubygems", "gem_host"], ["{hex:32}"], "RubyGems under API keys"),
        Token("crates-io-token", "crates.io API token", "https://doc.rust-lang.org/cargo/reference/publishing.html",
            ["cio{base62:32}"], "crates.io under API tokens", Confidence.Medium),
        Token("nuget-api-key", "NuGet API key", "https://learn.microsoft.com/nuget/nuget-org/publish-a-package#create-an-api-key",
            ["oy2{alnum:43}"], "nuget.org under API keys"),
        Token("docker-hub-pat", "Docker personal access token", "https://docs.docker.com/security/for-developers/access-tokens/",
            ["dckr_pat_{base64url:27}"], "Docker Hub under Account settings"),
        Token("docker-hub-organization-token", "Docker organization access token", "https://docs.docker.com/enterprise/security/access-tokens/",
            ["dckr_oat_{base64url:27-40}"], "Docker Hub under the organization's Access tokens"),
        Named("docker-hub-token-legacy", "Docker Hub access token", "https://docs.docker.com/security/for-developers/access-tokens/",
            ["dockerhub", "docker_hub", "docker_pass", "docker_token"], ["{uuid}"], "Docker Hub under Account settings"),
        new()
        {
            Name = "docker-config-auth",
            Title = "Registry password in Docker's config.json",
            Format = "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
            Keywords = ["\"auth\"", "\\\"auth\\\""],
            Pattern = @"\\?""auth\\?""\s{0,4}:\s{0,4}\\?""(?<secret>[0-9A-Za-z+/]{16,}={0,2})\\?""",
            MinEntropy = 3.3,
            Confidence = Confidence.Medium,
            Check = BasicCredentials.AreEncoded,
            Remedy = "Change the registry password, and let a credential helper keep it.",
            Examples =
            [
                "{{\"auths\": {{\"https://index.docker.io/v1/\": {{\"auth\": \"{basic:16}\"}}}}}}",
                "{{\"auths\":{{\"ghcr.io\":{{\"auth\":\"{basic:30}\"}}}}}}",
            ],
            NegativeExamples = ["{{\"auth\": \"none\"}}", "{{\"auth\": \"xxxxxxxxxxxxxxxxxxxxxxxx\"}}"],
        },
        Token("clojars-token", "Clojars deploy token", "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
            ["CLOJARS_{alnum:60}"], "Clojars under Deploy tokens"),
        Named("hex-api-key", "Hex.pm API key", "https://hex.pm/docs/publish", ["hex_api", "hexpm", "hex_pm"], ["{hex:32}"], "Hex.pm under Keys"),
        Token("packagist-token", "Private Packagist token", "https://packagist.com/docs/composer-authentication",
            ["packagist_{one:ort|out|uut|oup|acs}_{hex:48-80}"], "Private Packagist under Authentication tokens"),
        Named("packagist-api-token", "Packagist API token", "https://packagist.org/apidoc", ["packagist"], ["{base62:20}"], "Packagist under Profile"),
        Token("artifactory-api-key", "JFrog Artifactory API key", "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
            ["AKCp{base62:69}"], "JFrog under Edit profile"),
        Token("artifactory-reference-token", "JFrog reference token", "https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token",
            ["cmVmdGtuOjAx{base62:40-60}"], "JFrog under Access tokens"),
        Named("artifactory-password", "JFrog Artifactory encrypted password",
            "https://jfrog.com/help/r/jfrog-artifactory-documentation/centrally-secure-passwords",
            ["artifactory", "jfrog"], ["AP{base62:50-80}"], "JFrog under Edit profile"),
        Token("nexus-api-key", "Sonatype Nexus npm or NuGet key", "https://help.sonatype.com/en/user-tokens.html",
            ["NpmToken.{uuid}", "NuGetApiKey.{uuid}"], "Nexus under User token"),
        Named("cloudsmith-api-key", "Cloudsmith API key", "https://help.cloudsmith.io/docs/api-key", ["cloudsmith"], ["{hex:40}"], "Cloudsmith under API settings"),
        Named("gemfury-token", "Gemfury token", "https://gemfury.com/help/tokens", ["gemfury", "fury_"], ["{base62:20}", "{base62:6}-{base62:20}"], "Gemfury under Tokens"),
        Token("anaconda-token", "Anaconda token", "https://www.anaconda.com/docs/tools/anaconda-org/user-guide/work-with-accounts",
            ["conda.anaconda.org/t/{base62:2}-{uuid}", "repo.anaconda.cloud/t/{base62:32-90}"], "Anaconda.org under Access"),
        Named("anaconda-token-bound", "Anaconda token", "https://www.anaconda.com/docs/tools/anaconda-org/user-guide/work-with-accounts",
            ["anaconda", "conda_"], ["{letters:2}-{uuid}"], "Anaconda.org under Access"),
        Named("cocoapods-trunk-token", "CocoaPods trunk token", "https://guides.cocoapods.org/making/getting-setup-with-trunk.html",
            ["cocoapods"], ["{hex:32}"], "CocoaPods with pod trunk me clean-sessions"),
        Named("maven-central-token", "Maven Central portal token", "https://central.sonatype.org/publish/generate-portal-token/",
            ["ossrh", "mavencentral", "maven_central", "sonatype"], ["{base64:44}", "{base62:43}"], "the Central portal under User token"),
        Named("gradle-plugin-portal-secret", "Gradle Plugin Portal publish secret", "https://docs.gradle.org/current/userguide/publishing_gradle_plugins.html",
            ["gradle.publish", "gradle_publish"], ["{base62:32}"], "the Plugin Portal under API keys"),
        Named("chocolatey-api-key", "Chocolatey API key", "https://docs.chocolatey.org/en-us/create/commands/api-key/",
            ["chocolatey", "choco_", "choco-"], ["{uuid}"], "Chocolatey under Account"),
        Named("open-vsx-token", "Open VSX access token", "https://github.com/eclipse/openvsx/wiki/Publishing-Extensions",
            ["ovsx", "open_vsx", "openvsx"], ["{uuid}"], "Open VSX under Access tokens"),
        Named("quay-token", "Quay robot or OAuth token", "https://docs.quay.io/glossary/robot-accounts.html",
            ["quay"], ["{ALNUM:64}", "{base62:40}"], "Quay under Robot accounts or Applications"),
        Named("luarocks-api-key", "LuaRocks API key", "https://luarocks.org/settings/api-keys", ["luarocks"], ["{base62:40}"], "LuaRocks under API keys"),
        Named("libraries-io-api-key", "Libraries.io API key", "https://libraries.io/api", ["libraries_io", "librariesio"], ["{hex:32}"], "Libraries.io under Account"),
        new()
        {
            Name = "nuget-config-password",
            Title = "Clear-text password in nuget.config",
            Format = "https://learn.microsoft.com/nuget/reference/nuget-config-file#packagesourcecredentials",
            Keywords = ["ClearTextPassword"],
            Pattern = @"ClearTextPassword""\s{1,4}value\s{0,2}=\s{0,2}""(?<secret>[!#-$&-;?-~]{8,})""",
            MinEntropy = 2.8,
            Remedy = "Change the feed's password and let a credential provider or the environment give it.",
            Examples = ["<add key=\"ClearTextPassword\" value=\"{base62:52}\" />", "<add key=\"ClearTextPassword\" value=\"{alnum:14}\" />"],
            NegativeExamples = ["<add key=\"ClearTextPassword\" value=\"%NUGET_PASSWORD%\" />", "<add key=\"ClearTextPassword\" value=\"xxxxxxxxxxxx\" />"],
        },
        new()
        {
            Name = "pypirc-password",
            Title = "Password in .pypirc or pip configuration",
            Format = "https://packaging.python.org/en/latest/specifications/pypirc/",
            Keywords = ["__token__"],
            Pattern = @"__token__\s{1,6}password\s{0,4}[=:]\s{0,4}(?<secret>[0-9A-Za-z_+/=.-]{20,})",
            MinEntropy = 3.3,
            Remedy = Revoke("the package index"),
            Examples = ["[pypi]\nusername = __token__\npassword = {base62:60}\n"],
            NegativeExamples = ["[pypi]\nusername = __token__\npassword = <token>\n"],
        },
    ];
}
