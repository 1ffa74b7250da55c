namespace KeySafety.Analyzers.Tests;

/// <summary>Types of libraries under their real names, with the members that sinks are: what a test of a sink is compiled with.</summary>
internal static class SinkStubs
{
    public const string Text = """

        namespace Microsoft.Data.SqlClient
        {
            public class SqlConnection { public SqlConnection(string connectionString) { } public SqlConnection(string connectionString, SqlCredential credential) { } public string ConnectionString { get; set; } }
            public class SqlCredential { public SqlCredential(string userId, System.Security.SecureString password) { } }
            public class SqlConnectionStringBuilder : System.Data.Common.DbConnectionStringBuilder { public string Password { get; set; } public string UserID { get; set; } }
        }
        namespace Npgsql { public class NpgsqlConnection { public NpgsqlConnection(string connectionString) { } } }
        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContextOptionsBuilder { }
            public static class SqlServerDbContextOptionsExtensions { public static DbContextOptionsBuilder UseSqlServer(this DbContextOptionsBuilder b, string connectionString) => b; }
            public static class NpgsqlDbContextOptionsBuilderExtensions { public static DbContextOptionsBuilder UseNpgsql(this DbContextOptionsBuilder b, string connectionString, object o = null) => b; }
        }
        namespace Microsoft.IdentityModel.Tokens
        {
            public class SymmetricSecurityKey { public SymmetricSecurityKey(byte[] key) { } }
            public class SigningCredentials { public SigningCredentials(SymmetricSecurityKey key, string algorithm) { } }
        }
        namespace Azure
        {
            public class AzureKeyCredential { public AzureKeyCredential(string key) { } }
            public class AzureSasCredential { public AzureSasCredential(string signature) { } }
        }
        namespace Azure.Identity
        {
            public class ClientSecretCredential { public ClientSecretCredential(string tenantId, string clientId, string clientSecret) { } }
            public class UsernamePasswordCredential { public UsernamePasswordCredential(string username, string password, string tenantId, string clientId) { } }
        }
        namespace Azure.Storage { public class StorageSharedKeyCredential { public StorageSharedKeyCredential(string accountName, string accountKey) { } } }
        namespace Amazon.Runtime { public class BasicAWSCredentials { public BasicAWSCredentials(string accessKey, string secretKey) { } } }
        namespace Microsoft.Extensions.Configuration
        {
            public interface IConfiguration { string this[string key] { get; set; } }
            public static class ConfigurationBinder { public static T GetValue<T>(this IConfiguration configuration, string key, T defaultValue) => defaultValue; }
        }
        namespace Microsoft.AspNetCore.Http { public interface IHeaderDictionary { string this[string key] { get; set; } string Authorization { get; set; } void Add(string key, string value); } }
        namespace Microsoft.Net.Http.Headers { public static class HeaderNames { public static readonly string Authorization = "Authorization"; } }
        namespace Typesense.Setup { public class Node { public Node(string h, string p, string s) { } } public class Config { public Config(System.Collections.Generic.IReadOnlyCollection<Node> nodes, string apiKey) { } public string ApiKey { get; set; } } }
        namespace Elastic.Transport { public class ApiKey { public ApiKey(string apiKey) { } } public class BasicAuthentication { public BasicAuthentication(string username, string password) { } } }
        namespace Algolia.Search.Clients { public class SearchClient { public SearchClient(string applicationId, string apiKey) { } } }
        namespace Meilisearch { public class MeilisearchClient { public MeilisearchClient(string url, string apiKey) { } } }
        namespace Stripe { public static class StripeConfiguration { public static string ApiKey { get; set; } } public class StripeClient { public StripeClient(string apiKey) { } } }
        namespace Twilio { public static class TwilioClient { public static void Init(string username, string password) { } } }
        namespace SendGrid { public class SendGridClient { public SendGridClient(string apiKey) { } } }
        namespace Microsoft.AspNetCore.Identity
        {
            public class UserManager<TUser> { public System.Threading.Tasks.Task<object> CreateAsync(TUser user, string password) => null; }
            public class PasswordHasher<TUser> { public int VerifyHashedPassword(TUser user, string hashedPassword, string providedPassword) => 0; }
        }
        namespace Microsoft.AspNetCore.Authentication.OAuth { public class OAuthOptions { public string ClientSecret { get; set; } } public class GoogleOptions : OAuthOptions { } }
        namespace RestSharp { public class RestRequest { } public static class RestRequestExtensions { public static RestRequest AddHeader(this RestRequest r, string name, string value) => r; } }
        namespace Grpc.Core { public class Metadata : System.Collections.IEnumerable { public void Add(string key, string value) { } public System.Collections.IEnumerator GetEnumerator() => null; } }
        namespace Acme { public class Vault { public Vault(string unlock) { } public static void Open(string door, string word) { } public string Word { get; set; } } }
        """;
}
