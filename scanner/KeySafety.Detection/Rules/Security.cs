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
    ];
}
