using KeySafety.Analyzers.Configuration;
using static KeySafety.Analyzers.Sinks.SecretKind;

namespace KeySafety.Analyzers.Sinks;

/// <summary>The places that take secrets, by the documentation of those who made them.</summary>
/// <remarks>
/// An entry is written as <c>keysafety.additional_sinks</c> has it: <c>Namespace.Type.Method(parameter)</c>. A parameter is one of any
/// overload; who adds a library adds a line here and a stub of it in the tests.
/// </remarks>
internal static class SinkCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Sink> All { get; } =
    [
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/system.net.networkcredential",
            ["System.Net.NetworkCredential..ctor(password)", "System.Net.NetworkCredential.Password", "System.Net.NetworkCredential.SecurePassword"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/system.diagnostics.processstartinfo",
            ["System.Diagnostics.ProcessStartInfo.Password", "System.Diagnostics.ProcessStartInfo.PasswordInClearText"]),
        .. Of(Header, "https://learn.microsoft.com/dotnet/api/system.net.http.headers.authenticationheadervalue",
            ["System.Net.Http.Headers.AuthenticationHeaderValue..ctor(parameter)", "System.Net.Http.Headers.AuthenticationHeaderValue.Parse(input)",
            "System.Net.Http.Headers.AuthenticationHeaderValue.TryParse(input)"]),
        .. Of(Header, "https://learn.microsoft.com/dotnet/api/microsoft.aspnetcore.http.iheaderdictionary", ["Microsoft.AspNetCore.Http.IHeaderDictionary.Authorization"]),

        // Cryptography: keys and passwords, not initialisation vectors and salts, which may be known.
        .. Of(Key, "https://learn.microsoft.com/dotnet/standard/security/encrypting-data",
            ["System.Security.Cryptography.SymmetricAlgorithm.Key", "System.Security.Cryptography.SymmetricAlgorithm.SetKey(key)",
            "System.Security.Cryptography.SymmetricAlgorithm.CreateEncryptor(rgbKey)", "System.Security.Cryptography.SymmetricAlgorithm.CreateDecryptor(rgbKey)",
            "System.Security.Cryptography.AesGcm..ctor(key)", "System.Security.Cryptography.AesCcm..ctor(key)",
            "System.Security.Cryptography.ChaCha20Poly1305..ctor(key)"]),
        .. Of(Key, "https://learn.microsoft.com/dotnet/api/system.security.cryptography.hmac",
            ["System.Security.Cryptography.KeyedHashAlgorithm.Key",
            .. Each("System.Security.Cryptography.", ["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512", "HMACSHA3_256", "HMACSHA3_384", "HMACSHA3_512"],
                "..ctor(key)", ".HashData(key)", ".HashDataAsync(key)", ".TryHashData(key)")]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/system.security.cryptography.rfc2898derivebytes",
            ["System.Security.Cryptography.Rfc2898DeriveBytes..ctor(password)", "System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(password)",
            "System.Security.Cryptography.PasswordDeriveBytes..ctor(strPassword)", "System.Security.Cryptography.PasswordDeriveBytes..ctor(password)",
            "Microsoft.AspNetCore.Cryptography.KeyDerivation.KeyDerivation.Pbkdf2(password)"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.x509certificateloader",
            [.. Each("System.Security.Cryptography.X509Certificates.", ["X509Certificate", "X509Certificate2"],
                "..ctor(password)", ".Import(password)", ".Export(password)", ".ExportPkcs12(password)", ".CreateFromEncryptedPem(password)", ".CreateFromEncryptedPemFile(password)"),
            .. Each("System.Security.Cryptography.X509Certificates.", ["X509CertificateLoader"],
                ".LoadPkcs12(password)", ".LoadPkcs12FromFile(password)", ".LoadPkcs12Collection(password)", ".LoadPkcs12CollectionFromFile(password)"),
            "System.Security.Cryptography.X509Certificates.X509Certificate2Collection.Import(password)",
            "System.Security.Cryptography.X509Certificates.X509Certificate2Collection.Export(password)",
            "System.Security.Cryptography.AsymmetricAlgorithm.ImportFromEncryptedPem(password)",
            "System.Security.Cryptography.AsymmetricAlgorithm.ImportEncryptedPkcs8PrivateKey(password)",
            "System.Security.Cryptography.AsymmetricAlgorithm.ImportEncryptedPkcs8PrivateKey(passwordBytes)",
            "System.Security.Cryptography.AsymmetricAlgorithm.ExportEncryptedPkcs8PrivateKey(password)",
            "Microsoft.AspNetCore.Hosting.ListenOptionsHttpsExtensions.UseHttps(password)"]),

        // Signing of tokens.
        .. Of(Key, "https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.symmetricsecuritykey",
            ["Microsoft.IdentityModel.Tokens.SymmetricSecurityKey..ctor(key)", "System.IdentityModel.Tokens.InMemorySymmetricSecurityKey..ctor(key)"]),
        .. Of(Key, "https://github.com/jwt-dotnet/jwt", ["JWT.Builder.JwtBuilder.WithSecret", "JWT.JwtEncoder.Encode(key)", "JWT.IJwtEncoder.Encode(key)", "JWT.IJwtDecoder.Decode(key)"]),
        .. Of(Key, "https://github.com/dvsekhvalnov/jose-jwt", ["Jose.JWT.Encode(key)", "Jose.JWT.EncodeBytes(key)", "Jose.JWT.Decode(key)"]),

        // Databases.
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/microsoft.data.sqlclient.sqlcredential",
            ["Microsoft.Data.SqlClient.SqlCredential..ctor(password)", "System.Data.SqlClient.SqlCredential..ctor(password)",
            "Microsoft.Data.SqlClient.SqlConnection.ChangePassword(newPassword)", "System.Data.SqlClient.SqlConnection.ChangePassword(newPassword)"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-builders",
            ["Microsoft.Data.SqlClient.SqlConnectionStringBuilder.Password", "System.Data.SqlClient.SqlConnectionStringBuilder.Password",
            "Npgsql.NpgsqlConnectionStringBuilder.Password", "Npgsql.NpgsqlConnectionStringBuilder.Passphrase", "Npgsql.NpgsqlConnectionStringBuilder.SslPassword",
            "MySqlConnector.MySqlConnectionStringBuilder.Password", "MySql.Data.MySqlClient.MySqlConnectionStringBuilder.Password",
            "Oracle.ManagedDataAccess.Client.OracleConnectionStringBuilder.Password", "Microsoft.Data.Sqlite.SqliteConnectionStringBuilder.Password",
            "StackExchange.Redis.ConfigurationOptions.Password", "MongoDB.Driver.MongoCredential.CreateCredential(password)",
            "Cassandra.Builder.WithCredentials(password)", "Neo4j.Driver.AuthTokens.Basic(password)", "Npgsql.NpgsqlDataSourceBuilder.UsePassword(password)"]),
        .. Of(ConnectionString, "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax",
            ["System.Data.Common.DbConnection.ConnectionString", "System.Data.IDbConnection.ConnectionString", "System.Data.Common.DbConnectionStringBuilder.ConnectionString",
            .. Each("", ["Microsoft.Data.SqlClient.Sql", "System.Data.SqlClient.Sql", "Npgsql.Npgsql", "MySqlConnector.MySql", "MySql.Data.MySqlClient.MySql",
                "Oracle.ManagedDataAccess.Client.Oracle", "Microsoft.Data.Sqlite.Sqlite", "System.Data.OleDb.OleDb", "System.Data.Odbc.Odbc"],
                "Connection..ctor(connectionString)", "ConnectionStringBuilder..ctor(connectionString)"),
            "MySqlConnector.MySqlDataSource..ctor(connectionString)", "Npgsql.NpgsqlDataSource.Create(connectionString)", "Npgsql.NpgsqlDataSourceBuilder..ctor(connectionString)",
            "Microsoft.EntityFrameworkCore.SqlServerDbContextOptionsExtensions.UseSqlServer(connectionString)",
            "Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions.UseNpgsql(connectionString)",
            "Microsoft.EntityFrameworkCore.MySqlDbContextOptionsBuilderExtensions.UseMySql(connectionString)",
            "Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions.UseSqlite(connectionString)",
            "Microsoft.EntityFrameworkCore.OracleDbContextOptionsExtensions.UseOracle(connectionString)",
            "StackExchange.Redis.ConnectionMultiplexer.Connect(configuration)", "StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(configuration)",
            "StackExchange.Redis.ConfigurationOptions.Parse(configuration)", "MongoDB.Driver.MongoClient..ctor(connectionString)"]),

        // Clouds.
        .. Of(Token, "https://learn.microsoft.com/dotnet/api/azure.identity.clientsecretcredential",
            ["Azure.Identity.ClientSecretCredential..ctor(clientSecret)", "Microsoft.Identity.Client.ConfidentialClientApplicationBuilder.WithClientSecret(clientSecret)",
            "Microsoft.IdentityModel.Clients.ActiveDirectory.ClientCredential..ctor(clientSecret)"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/azure.identity.usernamepasswordcredential",
            ["Azure.Identity.UsernamePasswordCredential..ctor(password)", "Azure.Identity.ClientCertificateCredential..ctor(certificatePassword)"]),
        .. Of(Token, "https://learn.microsoft.com/dotnet/api/azure.azurekeycredential",
            ["Azure.AzureKeyCredential..ctor(key)", "Azure.AzureKeyCredential.Update(key)", "Azure.AzureNamedKeyCredential..ctor(key)", "Azure.AzureSasCredential..ctor(signature)",
            "Azure.Storage.StorageSharedKeyCredential..ctor(accountKey)", "Azure.Data.Tables.TableSharedKeyCredential..ctor(accountKey)",
            "Microsoft.Azure.Storage.Auth.StorageCredentials..ctor(keyValue)", "Microsoft.WindowsAzure.Storage.Auth.StorageCredentials..ctor(keyValue)",
            "Microsoft.Azure.Cosmos.CosmosClient..ctor(authKeyOrResourceToken)", "Microsoft.EntityFrameworkCore.CosmosDbContextOptionsExtensions.UseCosmos(accountKey)"]),
        .. Of(Token, "https://docs.aws.amazon.com/sdk-for-net/v3/developer-guide/creds-assign.html",
            ["Amazon.Runtime.BasicAWSCredentials..ctor(secretKey)", "Amazon.Runtime.SessionAWSCredentials..ctor(awsSecretAccessKey)", "Amazon.Runtime.SessionAWSCredentials..ctor(token)",
            "Amazon.S3.AmazonS3Client..ctor(awsSecretAccessKey)", "Amazon.DynamoDBv2.AmazonDynamoDBClient..ctor(awsSecretAccessKey)",
            "Amazon.SQS.AmazonSQSClient..ctor(awsSecretAccessKey)", "Amazon.Runtime.CredentialManagement.CredentialProfileOptions.SecretKey"]),
        .. Of(Token, "https://cloud.google.com/dotnet/docs/reference/Google.Apis/latest/Google.Apis.Services.BaseClientService.Initializer",
            ["Google.Apis.Services.BaseClientService+Initializer.ApiKey", "Google.Apis.Auth.OAuth2.ClientSecrets.ClientSecret"]),

        // Sign-in.
        .. Of(Token, "https://learn.microsoft.com/aspnet/core/security/authentication/social/",
            ["Microsoft.AspNetCore.Authentication.OAuth.OAuthOptions.ClientSecret", "Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions.ClientSecret",
            "Microsoft.AspNetCore.Authentication.Twitter.TwitterOptions.ConsumerSecret", "Microsoft.Owin.Security.OpenIdConnect.OpenIdConnectAuthenticationOptions.ClientSecret"]),
        .. Of(Token, "https://docs.duendesoftware.com/identityserver/reference/models/secrets/",
            ["Duende.IdentityServer.Models.Secret..ctor(value)", "IdentityServer4.Models.Secret..ctor(value)",
            "Duende.IdentityModel.Client.ProtocolRequest.ClientSecret", "IdentityModel.Client.ProtocolRequest.ClientSecret",
            "Duende.IdentityModel.Client.PasswordTokenRequest.Password", "IdentityModel.Client.PasswordTokenRequest.Password",
            "Duende.IdentityModel.Client.TokenClientOptions.ClientSecret", "IdentityModel.Client.TokenClientOptions.ClientSecret"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/microsoft.aspnetcore.identity.usermanager-1",
            ["Microsoft.AspNetCore.Identity.UserManager`1.CreateAsync(password)", "Microsoft.AspNetCore.Identity.UserManager`1.AddPasswordAsync(password)",
            "Microsoft.AspNetCore.Identity.UserManager`1.ResetPasswordAsync(newPassword)", "Microsoft.AspNetCore.Identity.UserManager`1.CheckPasswordAsync(password)",
            "Microsoft.AspNetCore.Identity.IPasswordHasher`1.HashPassword(password)", "Microsoft.AspNetCore.Identity.PasswordHasher`1.HashPassword(password)",
            "Microsoft.AspNetCore.Identity.SignInManager`1.PasswordSignInAsync(password)", "BCrypt.Net.BCrypt.HashPassword(inputKey)", "BCrypt.Net.BCrypt.HashPassword(inputString)"]),
        .. Of(Password, "https://learn.microsoft.com/dotnet/api/system.directoryservices",
            ["System.DirectoryServices.DirectoryEntry..ctor(password)", "System.DirectoryServices.DirectoryEntry.Password",
            "System.DirectoryServices.AccountManagement.PrincipalContext..ctor(password)", "System.DirectoryServices.AccountManagement.PrincipalContext.ValidateCredentials(password)",
            "Novell.Directory.Ldap.LdapConnection.Bind(passwd)", "Novell.Directory.Ldap.ILdapConnection.Bind(passwd)"]),

        // Search.
        .. Of(Token, "https://typesense.org/docs/guide/building-a-search-application.html", ["Typesense.Setup.Config..ctor(apiKey)", "Typesense.Setup.Config.ApiKey"]),
        .. Of(Token, "https://www.elastic.co/guide/en/elasticsearch/client/net-api/current/connecting.html",
            ["Elastic.Transport.ApiKey..ctor(encodedKey)", "Elastic.Transport.ApiKey..ctor(apiKey)", "Elastic.Transport.Base64ApiKey..ctor(apiKey)",
            "Elastic.Transport.Base64ApiKey..ctor(base64EncodedApiKey)", "Elasticsearch.Net.ApiKeyAuthenticationCredentials..ctor(apiKey)",
            "Elasticsearch.Net.ApiKeyAuthenticationCredentials..ctor(base64EncodedApiKey)"]),
        .. Of(Password, "https://www.elastic.co/guide/en/elasticsearch/client/net-api/current/connecting.html",
            ["Elastic.Transport.BasicAuthentication..ctor(password)", "Elasticsearch.Net.BasicAuthenticationCredentials..ctor(password)",
            "Elasticsearch.Net.ConnectionConfiguration`1.BasicAuthentication(password)"]),
        .. Of(Token, "https://www.algolia.com/doc/libraries/csharp/",
            ["Algolia.Search.Clients.SearchClient..ctor(apiKey)", "Algolia.Search.Clients.SearchConfig..ctor(apiKey)", "Algolia.Search.Clients.SearchClient.GenerateSecuredApiKeys(parentApiKey)"]),
        .. Of(Token, "https://www.meilisearch.com/docs/learn/security/basic_security", ["Meilisearch.MeilisearchClient..ctor(apiKey)"]),
        .. Of(Token, "https://github.com/qdrant/qdrant-dotnet", ["Qdrant.Client.QdrantClient..ctor(apiKey)"]),

        // Services.
        .. Of(Token, "https://docs.stripe.com/api/authentication?lang=dotnet",
            ["Stripe.StripeConfiguration.ApiKey", "Stripe.StripeConfiguration.SetApiKey(newApiKey)", "Stripe.StripeClient..ctor(apiKey)", "Stripe.RequestOptions.ApiKey",
            "Stripe.EventUtility.ConstructEvent(secret)"]),
        .. Of(Token, "https://www.twilio.com/docs/libraries/reference/twilio-csharp",
            ["Twilio.TwilioClient.Init(password)", "Twilio.TwilioClient.SetPassword(password)", "Twilio.Clients.TwilioRestClient..ctor(password)"]),
        .. Of(Token, "https://github.com/sendgrid/sendgrid-csharp", ["SendGrid.SendGridClient..ctor(apiKey)", "SendGrid.SendGridClientOptions.ApiKey"]),
        .. Of(Token, "https://learn.microsoft.com/dotnet/api/system.clientmodel.apikeycredential",
            ["System.ClientModel.ApiKeyCredential..ctor(key)", "OpenAI.OpenAIClient..ctor(apiKey)", "OpenAI.Chat.ChatClient..ctor(apiKey)", "Azure.AI.OpenAI.AzureOpenAIClient..ctor(key)"]),
        .. Of(Token, "https://octokitnet.readthedocs.io/en/latest/getting-started/", ["Octokit.Credentials..ctor(token)", "Octokit.Credentials..ctor(password)"]),
        .. Of(Token, "https://telegrambots.github.io/book/", ["Telegram.Bot.TelegramBotClient..ctor(token)", "Telegram.Bot.TelegramBotClientOptions..ctor(token)"]),
        .. Of(Token, "https://docs.discordnet.dev/api/Discord.Rest.BaseDiscordClient.html", ["Discord.Rest.BaseDiscordClient.LoginAsync(token)"]),
        .. Of(Password, "https://mimekit.net/docs/html/T_MailKit_MailService.htm",
            ["MailKit.IMailService.Authenticate(password)", "MailKit.IMailService.AuthenticateAsync(password)",
            "MailKit.MailService.Authenticate(password)", "MailKit.MailService.AuthenticateAsync(password)"]),
        .. Of(Password, "https://sshnet.github.io/SSH.NET/",
            ["Renci.SshNet.SshClient..ctor(password)", "Renci.SshNet.SftpClient..ctor(password)", "Renci.SshNet.ScpClient..ctor(password)",
            "Renci.SshNet.PasswordConnectionInfo..ctor(password)", "Renci.SshNet.PasswordAuthenticationMethod..ctor(password)", "Renci.SshNet.PrivateKeyFile..ctor(passPhrase)"]),
        .. Of(Password, "https://www.rabbitmq.com/client-libraries/dotnet-api-guide", ["RabbitMQ.Client.ConnectionFactory.Password", "RabbitMQ.Client.IConnectionFactory.Password"]),
        .. Of(Password, "https://github.com/dotnet/MQTTnet/wiki/Client", ["MQTTnet.Client.MqttClientOptionsBuilder.WithCredentials(password)", "MQTTnet.MqttClientOptionsBuilder.WithCredentials(password)"]),
        .. Of(Password, "https://github.com/robinrodricks/FluentFTP/wiki", ["FluentFTP.FtpClient..ctor(pass)", "FluentFTP.AsyncFtpClient..ctor(pass)"]),
        .. Of(Password, "https://restsharp.dev/docs/advanced/authenticators", ["RestSharp.Authenticators.HttpBasicAuthenticator..ctor(password)"]),
        .. Of(Token, "https://restsharp.dev/docs/advanced/authenticators", ["RestSharp.Authenticators.JwtAuthenticator..ctor(accessToken)",
            "RestSharp.Authenticators.OAuth2.OAuth2AuthorizationRequestHeaderAuthenticator..ctor(accessToken)"]),
        .. Of(Token, "https://flurl.dev/docs/configuration/", ["Flurl.Http.HeaderExtensions.WithOAuthBearerToken(token)", "Flurl.Http.GeneratedExtensions.WithOAuthBearerToken(token)"]),
        .. Of(Password, "https://flurl.dev/docs/configuration/", ["Flurl.Http.HeaderExtensions.WithBasicAuth(password)", "Flurl.Http.GeneratedExtensions.WithBasicAuth(password)"]),
    ];

    // The address stands beside its entries for whoever changes them; nothing reads it.
    private static IEnumerable<Sink> Of(SecretKind kind, string documentation, string[] entries) => entries.Select(entry =>
        SinkSetting.Parse(entry) is { } sink
            ? new Sink(sink.TypeName, sink.MemberName, sink.ParameterName, kind)
            : throw new FormatException($"Not a sink: {entry} ({documentation})"));

    private static IEnumerable<string> Each(string before, string[] types, params string[] members) =>
        types.SelectMany(type => members.Select(member => before + type + member));
}
