namespace KeySafety.Analyzers.Tests;

/// <summary>Code as it stands in well-kept repositories, full of words that tell of secrets and without one: all rules are silent.</summary>
public sealed class CleanCodeTests
{
    public static TheoryData<string> Members => new()
    {
        // Names of things, kept in constants.
        """const string PasswordKey = "Password"; const string ApiKeySection = "Typesense:ApiKey"; public const string SecretName = "prod/db/password-1";""",
        """public const string AuthorizationHeader = "Authorization"; public const string ApiKeyHeaderName = "X-Api-Key"; const string TokenCookie = "__Host-session-token";""",
        """enum Field { Password = 1, Token = 2 } string M(Field f) => f switch { Field.Password => "Password", Field.Token => "access_token", _ => nameof(Field) };""",
        """static class Claims { public const string Token = "http://schemas.acme.org/claims/token2"; public const string Secret = "urn:acme:secret:v1"; }""",
        """static class Routes { public const string ResetPassword = "/api/v1/users/{id:int}/password/reset"; public const string Token = "connect/token"; }""",
        """static class CacheKeys { public const string Token = "auth:token:v2:{0}"; public const string UserKey = "user_key_v3"; static string For(int id) => $"password-reset:{id}"; }""",
        """static class Policies { public const string PasswordPolicy = "PasswordPolicy2"; public const string RequireApiKey = "RequireApiKey"; }""",

        // Texts for people.
        """string Password => "Enter your password (at least 8 characters, 1 digit)"; string PasswordError = "Password must have 8-64 characters!";""",
        """string[] passwordRules = { "At least 8 characters.", "1 upper-case letter", "No more than 3 in a row" };""",
        """Dictionary<string, string> german = new() { ["Password"] = "Passwort", ["ForgotPassword"] = "Passwort vergessen?", ["Token"] = "Zugriffsschlüssel" };""",
        """[Display(Name = "Password", Prompt = "Password_Prompt")] public string Password { get; set; }""",
        """[DataType("Password2"), Description("The password of the user, 8 to 20 characters")] public string Password { get; set; }""",
        """Exception M() => new ArgumentException("The API key 'key' is not valid: expected 32 characters.", "apiKey");""",

        // Formats with a syntax of their own.
        """[JsonPropertyName("password")] public string Password { get; set; } [JsonPropertyName("api_key2")] public string ApiKey { get; set; }""",
        """const string Sql = "UPDATE users SET password = @password, token = :token1 WHERE id = @p0"; const string PasswordColumn = "[dbo].[pwd_hash2]";""",
        """static readonly Regex Password = new(@"^(?=.*[A-Z])(?=.*\d).{8,64}$"); const string TokenPattern = "^[0-9a-f]{32}$";""",
        """void M(int id) => Log("Password of user {UserId} changed from {Ip}; token {TokenId} revoked", id, 1, 2);""",
        """const string Template = "Server={0};User Id={1};Password={2};"; const string Url = "https://{user}:{password}@db.example.org/"; """,
        """string connectionString = "Server=(localdb)\\mssqllocaldb;Database=App;Trusted_Connection=True;MultipleActiveResultSets=true";""",
        """string css = "input[type=password]:focus { color: #1a2b3c; }"; string html = "<input type=\"password\" id=\"password2\" autocomplete=\"new-password\" />";""",
        """const string PublicKeyToken = "b03f5f7f11d50a3a"; const string Assembly = "System.Web, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a";""",
        """Guid apiKeyId = new("3f2504e0-4f89-11d3-9a0c-0305e82c3301"); string tokenTypeId = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";""",
        """string passwordFile = "/run/secrets/db_password"; string keyPath = @"C:\keys\signing2.pem"; string tokenEndpoint = "https://login.example.org/oauth2/v2.0/token";""",
        """string password = "$2a$11$K2lqvJ6sE7"; string hash = "5f4dcc3b5aa765d61d8327deb882cf99"; string passwordHash = "AQAAAAEAACcQAAAAEJ9";""",

        // Read, or made at run time.
        """string password = Environment.GetEnvironmentVariable("DB_PASSWORD") ?? throw new InvalidOperationException("Set DB_PASSWORD, see README section 2.");""",
        """string Token() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)); string password = $"pw-{Guid.NewGuid():N}"; string Secret(int n) => "secret-" + n;""",
        """NetworkCredential M(string user, string password) => new(user, password); NetworkCredential N() => new("app", Environment.GetEnvironmentVariable("SMTP_PASSWORD"));""",
        """AuthenticationHeaderValue M(string token) => new("Bearer", token); AuthenticationHeaderValue N(string u, string p) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{u}:{p}")));""",
        """byte[] M(byte[] key) { using var aes = Aes.Create(); aes.Key = key; aes.IV = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }; return aes.Key; }""",
        """byte[] M(string password) => Rfc2898DeriveBytes.Pbkdf2(password, Encoding.UTF8.GetBytes("a salt that everybody may know 1"), 100_000, HashAlgorithmName.SHA256, 32);""",
        """byte[] M(byte[] secret) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("session token v1")); byte[] N(byte[] seed) => HMACSHA512.HashData("ed25519 seed"u8, seed);""",
        """byte[] M(byte[] ikm) => HKDF.DeriveKey(HashAlgorithmName.SHA256, ikm, 32, Encoding.UTF8.GetBytes("acme salt 2024"), Encoding.UTF8.GetBytes("encryption key 1"));""",

        // Compared with what is no secret.
        """bool M(string password) => password == "" || password == "********" || password.Equals("password") || password is "null" or "(none)";""",
        """bool M(string tokenType, string key) => tokenType == "Bearer" && key == "F12" && key != "Ctrl+Shift+P2";""",
        """int M(string token) { switch (token) { case "(": return 1; case "=>": return 2; case "and2": return 3; default: return 0; } }""",
        """bool M(HttpRequestMessage m) => m.Headers.Contains("X-Api-Key") && m.Headers.TryGetValues("Authorization", out _);""",
        """void M(HttpClient c, string key) { c.DefaultRequestHeaders.Add("X-Api-Key", key); c.DefaultRequestHeaders.Add("X-Correlation-Key", "import-2024"); c.DefaultRequestHeaders.Add("Accept", "application/vnd.acme.v2+json"); }""",
        """void M(IDictionary<string, string> d) { d["sortKey"] = "created_at2"; d["partitionKey"] = "tenant#42"; d["Key"] = "F5"; d["token"] = d["next_token"]; }""",
        """void M() { Environment.SetEnvironmentVariable("AZURE_TOKEN_CREDENTIALS", "dev"); Environment.SetEnvironmentVariable("DB_PASSWORD_FILE", "/run/secrets/db1"); }""",
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task CleanCode_IsSilent(string members)
    {
        var source = $$"""
            using System; using System.Collections.Generic; using System.ComponentModel; using System.ComponentModel.DataAnnotations; using System.Net; using System.Net.Http;
            using System.Net.Http.Headers; using System.Security.Cryptography; using System.Text; using System.Text.Json.Serialization; using System.Text.RegularExpressions;
            class C { {{members}} void Log(string message, params object[] values) { } }
            """;
        await Source.Verify<HardcodedSecretAnalyzer>(source);
        await Source.Verify<SecretSinkAnalyzer>(source);
        await Source.Verify<AuthenticationSwitchAnalyzer>(source);
    }
}
