using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Microsoft Azure: keys that carry a signature in their middle, and keys in connection strings.</summary>
/// <remarks>
/// An identifiable key has four fixed characters (of the service) near its end, followed by a checksum; a common annotated
/// key (CASK) has <c>JQQJ99</c>, when it was made and for which service.
/// </remarks>
internal static class Azure
{
    private const string Keys = "https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key";
    private const string Portal = "the Azure portal under the resource's Keys, by regenerating";

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Identifiable("azure-storage-identifiable-key", "Azure Storage account key", Keys, @"\+ASt", "+ASt", 76, 6, "=="),
        Identifiable("azure-cosmos-identifiable-key", "Azure Cosmos DB key",
            "https://learn.microsoft.com/purview/sit-defn-azure-cosmosdb-account-access-key", "ACDb", "ACDb", 76, 6, "=="),
        Identifiable("azure-batch-identifiable-key", "Azure Batch key",
            "https://learn.microsoft.com/purview/sit-defn-azure-batch-shared-access-key", @"\+ABa", "+ABa", 76, 6, "=="),
        Identifiable("azure-ml-classic-key", "Azure Machine Learning web service key",
            "https://learn.microsoft.com/purview/sit-defn-azure-machine-learning-web-service-api-key", @"\+AMC", "+AMC", 76, 6, "=="),
        Identifiable("azure-apim-identifiable-key", "Azure API Management key",
            "https://learn.microsoft.com/azure/api-management/api-management-subscriptions", "APIM", "APIM", 76, 6, "=="),
        Identifiable("azure-service-bus-identifiable-key", "Azure Service Bus key",
            "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas", @"\+ASb", "+ASb", 33, 6, "="),
        Identifiable("azure-event-hubs-identifiable-key", "Azure Event Hubs key",
            "https://learn.microsoft.com/azure/event-hubs/authorize-access-shared-access-signature", @"\+AEh", "+AEh", 33, 6, "="),
        Identifiable("azure-relay-identifiable-key", "Azure Relay key",
            "https://learn.microsoft.com/azure/azure-relay/relay-authentication-and-authorization", @"\+ARm", "+ARm", 33, 6, "="),
        Identifiable("azure-iot-identifiable-key", "Azure IoT Hub key",
            "https://learn.microsoft.com/azure/iot-hub/authenticate-authorize-sas", "AIoT", "AIoT", 33, 6, "="),
        Identifiable("azure-cache-identifiable-key", "Azure Cache for Redis key",
            "https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure", "AzCa", "AzCa", 33, 6, "="),
        Identifiable("azure-event-grid-identifiable-key", "Azure Event Grid key",
            "https://learn.microsoft.com/azure/event-grid/get-access-keys", "AZEG", "AZEG", 33, 6, "="),
        Identifiable("azure-container-registry-identifiable-key", "Azure Container Registry password",
            "https://learn.microsoft.com/azure/container-registry/container-registry-authentication", @"\+ACR", "+ACR", 42, 6, ""),
        Identifiable("azure-search-identifiable-key", "Azure AI Search key",
            "https://learn.microsoft.com/azure/search/search-security-api-keys", "AzSe", "AzSe", 42, 6, ""),
        new()
        {
            Name = "azure-function-identifiable-key",
            Title = "Azure Functions key",
            Format = "https://learn.microsoft.com/azure/azure-functions/function-keys-how-to",
            Keywords = ["AzFu"],
            Pattern = "(?<secret>[0-9A-Za-z_-]{44}AzFu[0-9A-Za-z_-]{6}==)",
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples = ["x-functions-key: {base64url:44}AzFu{base64url:6}==", "FUNCTION_KEY={base64url:44}AzFu{base64url:6}=="],
            NegativeExamples = ["x-functions-key: {base64url:20}AzFu{base64url:6}=="],
        },
        new()
        {
            Name = "azure-common-annotated-key",
            Title = "Azure common annotated security key",
            Format = "https://github.com/microsoft/cask",
            Keywords = ["JQQJ99", "JQQJ9D"],
            Pattern = Start + @"(?<secret>[0-9A-Za-z]{52}JQQJ9[9D][0-9A-Za-z][A-L][0-9A-Za-z]{16}[A-Za-z][0-9A-Za-z]{7}(?:[0-9A-Za-z]{2}==)?)(?:[^0-9A-Za-z=]|$)",
            MinEntropy = 3.7,
            Check = AzureKey.IsAnnotated,
            Remedy = Revoke(Portal),
            Examples =
            [
                "AZURE_OPENAI_API_KEY={azure-cask:84}",
                "api-key: {azure-cask:84}",
                "{{\"Ocp-Apim-Subscription-Key\": \"{azure-cask:84}\"}}",
            ],
            NegativeExamples = ["AZURE_OPENAI_API_KEY={base62:30}JQQJ99{base62:26}"],
        },
        new()
        {
            Name = "cask-secret",
            Title = "Common annotated secret (CASK)",
            Format = "https://github.com/microsoft/cask/blob/main/docs/CaskSecret.md",
            Keywords = ["QJJQA"],
            Pattern = "(?<secret>[0-9A-Za-z_-]{24,88}QJJQA[B-E][A-E][0-9A-Za-z_-]{5,21}AA[0-9A-Za-z_-][A-L][A-Za-e][A-X][0-9A-Za-z]{2})(?:[^0-9A-Za-z_-]|$)",
            MinEntropy = 3.7,
            Check = AzureKey.IsCask,
            Remedy = Revoke(Portal),
            Examples = ["key = \"{cask}\"", "SERVICE_KEY={cask}"],
            NegativeExamples = ["key = \"{base64url:10}QJJQACA{base64url:16}\""],
        },
        new()
        {
            Name = "azure-devops-pat",
            Title = "Azure DevOps personal access token",
            Format = "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
            Keywords = ["AZDO"],
            Pattern = Start + @"(?<secret>[0-9A-Za-z]{76}AZDO[0-9A-Za-z]{4}\b)",
            MinEntropy = 3.7,
            Remedy = Revoke("Azure DevOps under User settings, Personal access tokens"),
            Examples = ["AZURE_DEVOPS_EXT_PAT={base62:52}JQQJ99{base62:18}AZDO{base62:4}", "token: {base62:76}AZDO{base62:4}"],
            NegativeExamples = ["token: {base62:40}AZDO{base62:4}"],
        },
        Named("azure-devops-pat-legacy", "Azure DevOps personal access token",
            "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
            ["azure_devops", "azuredevops", "azure-devops", "vsts", "azdo", "ado_pat", "system_access", "vss_nuget"],
            ["{alnum:52}"], "Azure DevOps under User settings, Personal access tokens"),
        new()
        {
            Name = "azure-client-secret",
            Title = "Microsoft Entra client secret",
            Format = "https://learn.microsoft.com/purview/sit-defn-client-secret-api-key",
            Keywords = ["0Q~", "1Q~", "2Q~", "3Q~", "4Q~", "5Q~", "6Q~", "7Q~", "8Q~", "9Q~"],
            Pattern = "(?:^|[^0-9A-Za-z_~.-]|\\\\[nrt])(?<secret>[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34})(?:[^0-9A-Za-z_~.-]|$)",
            MinEntropy = 3.5,
            Remedy = "Delete the secret in the app registration, add a new one, or use a managed identity.",
            Examples =
            [
                "\"ClientSecret\": \"{base62:3}8Q~{base64url:34}\"",
                "AZURE_CLIENT_SECRET={base62:3}7Q~{base64url:31}",
                "new ClientSecretCredential(tenant, client, \"{base62:3}8Q~{base64url:34}\")",
            ],
            NegativeExamples = ["{base62:3}8Q~{base62:12}", "abc8Q~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
        },
        new()
        {
            Name = "azure-account-key",
            Title = "Azure account key in a connection string",
            Format = "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string",
            Keywords = ["AccountKey=", "accountkey="],
            Pattern = "(?:AccountKey|accountkey)=(?<secret>[0-9A-Za-z+/]{86}==)",
            MinEntropy = 4.0,
            Remedy = Revoke(Portal),
            Examples =
            [
                "DefaultEndpointsProtocol=https;AccountName={lower:8};AccountKey={base64:86}==;EndpointSuffix=core.windows.net",
                "AccountEndpoint=https://{lower:8}.documents.azure.com:443/;AccountKey={base64:86}==;",
            ],
            NegativeExamples = ["AccountKey={base64:40}==", "AccountKey=<your account key>"],
        },
        new()
        {
            Name = "azure-shared-access-key",
            Title = "Azure shared access key in a connection string",
            Format = "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas",
            Keywords = ["SharedAccessKey=", "sharedaccesskey="],
            Pattern = "(?:SharedAccessKey|sharedaccesskey)=(?<secret>[0-9A-Za-z+/]{43}=)",
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples =
            [
                "Endpoint=sb://{lower:8}.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={base64:43}=",
                "HostName={lower:8}.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={base64:43}=",
            ],
            NegativeExamples = ["SharedAccessKey={base64:20}="],
        },
        new()
        {
            Name = "azure-service-access-key",
            Title = "Azure access key in a connection string",
            Format = "https://learn.microsoft.com/azure/azure-signalr/concept-connection-string",
            Keywords = ["AccessKey=", "accesskey="],
            Pattern = @"(?:[Ee]ndpoint)=https://[0-9A-Za-z.-]{4,90}/?;(?:AccessKey|accesskey)=(?<secret>[0-9A-Za-z+/]{43,88}={0,2})",
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples =
            [
                "Endpoint=https://{lower:8}.service.signalr.net;AccessKey={base64:43}=;Version=1.0;",
                "endpoint=https://{lower:8}.communication.azure.com/;accesskey={base64:86}==",
            ],
            NegativeExamples = ["Endpoint=https://{lower:8}.service.signalr.net;AuthType=azure"],
        },
        new()
        {
            Name = "azure-app-configuration-secret",
            Title = "Azure App Configuration secret",
            Format = "https://learn.microsoft.com/azure/azure-app-configuration/howto-disable-access-key-authentication",
            Keywords = [".azconfig.io;Id="],
            Pattern = @"\.azconfig\.io;Id=[0-9A-Za-z:+/_-]{4,60};Secret=(?<secret>[0-9A-Za-z+/]{43,88}={0,2})",
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples = ["Endpoint=https://{lower:8}.azconfig.io;Id={base62:4}-l0-s0:{base62:20};Secret={base64:43}="],
            NegativeExamples = ["Endpoint=https://{lower:8}.azconfig.io;Id={base62:4};Secret="],
        },
        new()
        {
            Name = "azure-shared-access-signature",
            Title = "Azure shared access signature",
            Format = "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
            Keywords = ["?sig=", "&sig=", ";sig=", " sig="],
            Pattern = "[?&; ]sig=(?<secret>[0-9A-Za-z%/+]{42,80}(?:%3[dD]|=))",
            MinEntropy = 3.7,
            Remedy = "Regenerate the key that signed it, or delete the stored access policy it names.",
            Examples =
            [
                "https://{lower:8}.blob.core.windows.net/c/f?sv=2022-11-02&se=2030-01-01&sr=b&sp=r&sig={base62:20}%2B{base62:20}%3D",
                "SharedAccessSignature sr=x&sig={base62:43}%3D&se=1893456000&skn=Root",
            ],
            NegativeExamples = ["https://example.org/?sig={base62:12}", "https://example.org/?sig=signature"],
        },
        new()
        {
            Name = "azure-logic-app-url",
            Title = "Azure Logic Apps or Power Automate trigger URL",
            Format = "https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app",
            Keywords = ["/workflows/", "/triggers/", "%2Ftriggers%2F"],
            Pattern = @"(?:/workflows/|/triggers/|%2Ftriggers%2F)[0-9A-Za-z%/._?&=;-]{10,}sig=(?<secret>[0-9A-Za-z_-]{43})(?:[^0-9A-Za-z_%=-]|$)",
            MinEntropy = 3.7,
            Remedy = "Regenerate the workflow's access key in the Azure portal.",
            Examples =
            [
                "https://prod-12.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke"
                    + "?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={base64url:43}",
            ],
            NegativeExamples = ["https://prod-12.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke"],
        },
        new()
        {
            Name = "azure-function-url-key",
            Title = "Azure Functions key in a URL",
            Format = "https://learn.microsoft.com/azure/azure-functions/function-keys-how-to",
            Keywords = [".azurewebsites.net/api/"],
            Pattern = @"\.azurewebsites\.net/api/[0-9A-Za-z/_.-]{1,80}\?(?:[0-9A-Za-z_]{1,20}=[0-9A-Za-z_]{1,20}&){0,2}code="
                + "(?<secret>[0-9A-Za-z%/+_-]{40,80}(?:={1,2})?)",
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples = ["https://{lower:8}.azurewebsites.net/api/{lower:6}?code={base62:54}=="],
            NegativeExamples = ["https://{lower:8}.azurewebsites.net/api/{lower:6}?code={base62:5}"],
        },
        new()
        {
            Name = "azure-publish-profile-password",
            Title = "Azure publish profile password",
            Format = "https://learn.microsoft.com/azure/app-service/app-service-sql-asp-github-actions",
            Keywords = ["userPWD="],
            Pattern = "userPWD=\"(?<secret>[0-9A-Za-z]{60})\"",
            MinEntropy = 4.0,
            Remedy = "Reset the publish profile in the Azure portal.",
            Examples = ["<publishProfile userName=\"$site\" userPWD=\"{base62:60}\" />"],
            NegativeExamples = ["<publishProfile userName=\"$site\" userPWD=\"\" />"],
        },
        Named("azure-cognitive-services-key", "Azure AI services key",
            "https://learn.microsoft.com/azure/ai-services/authentication",
            [
                "azure_openai", "azureopenai", "azure-openai", "ocp-apim", "cognitive", "azure_speech", "azurespeech", "azure_ai",
                "azure_vision", "translator_text", "azure_translator", "bing_search", "luis_", "qnamaker", "azure_face",
                "azure_maps",
            ],
            ["{hex:32}"], Portal),
        Named("azure-search-key-legacy", "Azure AI Search key",
            "https://learn.microsoft.com/azure/search/search-security-api-keys", ["azure_search", "azuresearch", "azure-search"],
            ["{HEX:32}"], Portal),
    ];

    private static Rule Identifiable(
        string name, string title, string format, string signature, string keyword, int before, int after, string padding) => new()
        {
            Name = name,
            Title = title,
            Format = format,
            Keywords = [keyword],
            Pattern = $"(?<secret>[0-9A-Za-z+/]{{{before}}}{signature}[0-9A-Za-z+/]{{{after}}}{padding})"
            + (padding.Length == 0 ? "(?:[^0-9A-Za-z+/=]|$)" : ""),
            MinEntropy = 3.7,
            Remedy = Revoke(Portal),
            Examples =
        [
            $"key = \"{{base62:{before}}}{keyword}{{base62:{after}}}{padding}\"",
            $"AZURE_KEY={{base62:{before}}}{keyword}{{base62:{after}}}{padding}",
        ],
            NegativeExamples = [$"key = \"{{base62:{before / 2}}}{keyword}{{base62:{after}}}{padding}\""],
        };
}
