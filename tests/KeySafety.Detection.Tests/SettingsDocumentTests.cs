using System.Text;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Values in files of settings that only their place in the document names.</summary>
public sealed class SettingsDocumentTests
{
    private static readonly string Secret = Template.Expand("{base62:32}", 21);

    [Theory]
    [InlineData("appsettings.json", "{ \"Jwt\": { \"Key\": \"%\" } }")]
    [InlineData("appsettings.json", "{ \"Jwt:Key\": \"%\" }")]
    [InlineData("appsettings.json", "{ \"ApiKeys\": [ \"a\", \"%\" ] }")]
    [InlineData("appsettings.json", "{ \"Passwords\": { \"admin\": \"%\" } }")]
    [InlineData("appsettings.json", "{ \"Clients\": [ { \"ClientSecrets\": [ { \"Value\": \"%\" } ] } ] }")]
    [InlineData("appsettings.json", "{ 'Keys': { /* c */ 'signing' /* d */ : '%', }, // e\n }")]
    [InlineData("appsettings.json", "{ \"lost: 1,\n \"Tokens\": { \"Billing\": \"%\"")]
    [InlineData("config.json", "[ { \"value\": \"%\", \"name\": \"DB_PASSWORD\" } ]")]
    [InlineData("web.config", "<add value=\"%\" key=\"ApiSecret\" />")]
    [InlineData("web.config", "<add key='Mail:Password'\n  xdt:Transform='Insert'\n  value='%' />")]
    [InlineData("app.config", "<setting name=\"Password\" serializeAs=\"String\">\n <value>%</value>\n</setting>")]
    [InlineData("app.config", "<x:clientSecret a=\"b\">\n  %\n</x:clientSecret>")]
    [InlineData("app.config", "<x:password><![CDATA[%]]></x:password>")]
    [InlineData("nuget.config", "<apikeys><add key=\"https://feed.example/v3\" value=\"%\" /></apikeys>")]
    [InlineData("Prod.pubxml", "<Project><Password>%</Password></Project>")]
    [InlineData("appsettings.yml", "Jwt:\n  Issuer: a\n  Key: %\n")]
    [InlineData("values.yaml", "secrets:\n  # c\n  webhook: \"%\" # d\n")]
    [InlineData("values.yaml", "a:\n  tokens:\n  - %\n")]
    [InlineData("values.yaml", "a:\r\n  apiKeys:\r\n    - a\r\n    - '%'\r\n")]
    [InlineData("deployment.yaml", "env:\n  - value: %\n    name: API_TOKEN\n")]
    [InlineData("docker-compose.yml", "command:\n  - --port\n  - 8108\n  - --api-key\n  - %\n")]
    [InlineData("values.yaml", "a: |\n  secrets:\n    x: y\nkeys:\n  \"signing\": %")]
    public void Value_IsFoundByItsPlace(string path, string text)
    {
        text = text.Replace("%", Secret, StringComparison.Ordinal);
        var finding = Assert.Single(Scan(path, text));
        Assert.Equal(text.IndexOf(Secret, StringComparison.Ordinal), finding.Start);
        Assert.Equal(Secret, finding.Secret.Expose());
    }

    [Theory]
    [InlineData("appsettings.json", "{ \"Keys\": { \"Primary\": \"%\" }, \"Cache\": { \"Items\": [ \"%\" ] } }")]
    [InlineData("appsettings.json", "{ \"ApiKeys\": { \"HeaderName\": \"%\" }, \"Tokens\": { \"NextPage\": \"%\" } }")]
    [InlineData("appsettings.json", "{ \"ApiKeys\": [ \"${KEY}\", \"<your api key>\", \"changeme-changeme\" ] }")]
    [InlineData("package.json", "{ \"keys\": { \"signing\": \"%\" } }")]
    [InlineData("web.config", "<!-- <x:note>%</x:note> --><add key=\"Build\" value=\"%\" /><id>%</id>")]
    [InlineData("values.yaml", "keys:\n  primary: %\ncache:\n  items:\n  - %\n")]
    [InlineData("values.yaml", "secrets:\n  a: ${A}\n  b: '{{ .Values.b }}'\n  c: *anchor\n  d: { e: % }\n  file: %\nother:\n  webhook: %\n")]
    [InlineData("deployment.yaml", "- value: %\n- name: API_TOKEN\n")]
    [InlineData("deployment.yaml", "a:\n  value: %\nb:\n  name: API_TOKEN\n")]
    [InlineData("values.yaml", "tokens: |\n  signing: %\n")]
    [InlineData("docker-compose.yml", "command:\n  - --api-key\n  - --verbose\n  - %\n  - --port\n  - %\n")]
    public void OtherValue_IsNotFound(string path, string text) =>
        Assert.Empty(Scan(path, text.Replace("%", Secret, StringComparison.Ordinal)));

    private static List<Finding> Scan(string path, string text)
    {
        var findings = new List<Finding>();
        Detector.Default.Scan(Encoding.UTF8.GetBytes(text), path, findings);
        return findings;
    }
}
