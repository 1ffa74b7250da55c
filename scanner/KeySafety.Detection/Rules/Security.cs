using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Services that test the security of others' code: their keys read its source and its weak points.</summary>
internal static class Security
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("veracode-api-id", "Veracode API ID", "https://docs.veracode.com/r/c_api_credentials3",
            ["vera01{one:e|g}i-{hex:32}"], "Veracode under API credentials"),
        Token("veracode-api-key", "Veracode API secret key", "https://docs.veracode.com/r/c_api_credentials3",
            ["vera01{one:e|g}s-{hex:128}"], "Veracode under API credentials"),
        Named("veracode-api-key-legacy", "Veracode API secret key", "https://docs.veracode.com/r/c_api_credentials3",
            ["veracode"], ["{hex:128}"], "Veracode under API credentials"),
        Token("endor-labs-api-key", "Endor Labs API key", "https://docs.endorlabs.com/administration/api-keys/",
            ["endr+{base62:16}"], "Endor Labs under API keys"),
        Token("aikido-token", "Aikido CI token or client secret", "https://help.aikido.dev/code-scanning/local-code-scanning",
            ["AIK_{one:CI|SECRET|CLIENT}_{base62:40-80}"], "Aikido under Integrations"),
        Named("fossa-api-key", "FOSSA API key", "https://docs.fossa.com/docs/api-reference",
            ["fossa"], ["{hex:32}"], "FOSSA under Account settings"),
        Named("whitesource-api-key", "Mend API key", "https://docs.mend.io/legacy-sca/latest/api-keys",
            ["whitesource", "mend_"], ["{hex:64}"], "Mend under Integrate"),
        Named("checkmarx-secret", "Checkmarx One API key or client secret",
            "https://docs.checkmarx.com/en/34965-68775-generating-an-api-key.html", ["checkmarx", "cx_"],
            ["{base62:32-40}"], "Checkmarx One under Identity and access management"),
        Named("crowdstrike-client-secret", "CrowdStrike client secret",
            "https://developer.crowdstrike.com/docs/openapi/", ["crowdstrike", "falcon"], ["{base62:40}"],
            "the Falcon console under API clients and keys"),
        Named("wiz-client-secret", "Wiz client secret", "https://docs.wiz.io/docs/service-accounts-settings",
            ["wiz_"], ["{base62:64}"], "Wiz under Service accounts"),
        Named("qualys-password", "Qualys API password", "https://docs.qualys.com/en/vm/api/",
            ["qualys"], ["{base62:12-24}"], "Qualys under Users"),
        Named("rapid7-api-key", "Rapid7 API key", "https://docs.rapid7.com/insight/managing-platform-api-keys/",
            ["rapid7", "insightvm", "insightops"], ["{uuid}"], "Rapid7 under API keys"),
        Named("greynoise-key", "GreyNoise API key", "https://docs.greynoise.io/docs/using-the-greynoise-api",
            ["greynoise"], ["{base62:64}", "{base62:32}"], "GreyNoise under Account"),
        Named("binaryedge-key", "BinaryEdge API key", "https://docs.binaryedge.io/api-v2/",
            ["binaryedge"], ["{uuid}"], "BinaryEdge under Account"),
        Named("hybrid-analysis-key", "Hybrid Analysis API key", "https://hybrid-analysis.com/docs/api/v2",
            ["hybrid_analysis", "hybrid-analysis", "hybridanalysis", "falcon_sandbox"], ["{alnum:64}"], "Hybrid Analysis under API key"),
        new()
        {
            Name = "password-file-hash",
            Title = "Hash of a password in a file of users",
            Format = "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
            Keywords = ["$apr1$", "$2y$", "$2b$", "$2a$", "$5$", "$6$", "$y$j"],
            Pattern = @"\b[0-9A-Za-z._@-]{1,64}:(?<secret>\$apr1\$[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{22}|\$2[aby]\$[0-9]{2}\$[0-9A-Za-z./]{53}|\$[56]\$(?:rounds=[0-9]{1,9}\$)?[0-9A-Za-z./]{1,16}\$[0-9A-Za-z./]{43,86}|\$y\$j[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{1,24}\$[0-9A-Za-z./]{43})(?:[^0-9A-Za-z./]|$)",
            MinEntropy = 4.0,
            Confidence = Confidence.Medium,
            Remedy = "Change the password, which can be guessed from its hash, and keep the file outside the repository.",
            Examples = ["admin:$apr1${base62:8}${base62:22}", "root:$6${base62:16}${base62:86}:19000:0:99999:7:::", "ops:$2y$10${base62:53}"],
            NegativeExamples = ["password_hash = '$2y$10${base62:53}'", "admin:$apr1$salt$hash", "root:*:19000:0:99999:7:::"],
        },
    ];
}
