namespace KeySafety.Analyzers.Tests;

/// <summary>Constants where only a secret belongs, by symbol: KS0005.</summary>
public sealed class SinkTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Linq; using System.Net; using System.Net.Http; using System.Net.Http.Headers; using System.Security;
        using System.Security.Cryptography; using System.Security.Cryptography.X509Certificates; using System.Text; using Microsoft.Data.SqlClient;
        using Microsoft.EntityFrameworkCore; using Microsoft.IdentityModel.Tokens; using Microsoft.Extensions.Configuration; using Microsoft.AspNetCore.Http;
        using RestSharp;

        """;

    /// <summary>Statements that take a password as WORD, the text of a key as SENTENCE, a token as TOKEN.</summary>
    public static TheoryData<string> Statements => new()
    {
        """_ = new NetworkCredential("app", "WORD");""",
        """_ = new NetworkCredential(password: "WORD", userName: "app");""",
        """NetworkCredential c = new("app", "WORD");""",
        """var c = new NetworkCredential { UserName = "app", Password = "WORD" };""",
        """_ = new System.Net.NetworkCredential("app", "WORD", "domain");""",
        """_ = new AuthenticationHeaderValue("Bearer", "TOKEN");""",
        """_ = AuthenticationHeaderValue.Parse("Bearer TOKEN");""",
        """_ = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("app:WORD")));""",
        """_ = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{name}:WORD")));""",
        """_ = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Format("{0}:{1}", name, "WORD"))));""",
        """_ = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(name + ":" + "WORD")));""",
        """new HttpClient().DefaultRequestHeaders.Add("X-TYPESENSE-API-KEY", "TOKEN");""",
        """new HttpClient().DefaultRequestHeaders.Add("Authorization", "Bearer TOKEN");""",
        """new HttpRequestMessage().Headers.TryAddWithoutValidation("Authorization", "TOKEN");""",
        """const string header = "X-Api-Key"; new HttpClient().DefaultRequestHeaders.Add(header, "TOKEN");""",
        """headers["Authorization"] = "Bearer TOKEN";""",
        """headers[Microsoft.Net.Http.Headers.HeaderNames.Authorization] = "Bearer TOKEN";""",
        """headers.Authorization = "Bearer TOKEN";""",
        """headers.Add("X-Api-Key", "TOKEN");""",
        """new WebClient().Headers["Authorization"] = "Bearer TOKEN";""",
        """new WebClient().Headers.Add("X-Api-Key", "TOKEN");""",
        """new WebHeaderCollection { ["X-Api-Key"] = "TOKEN" };""",
        """new RestRequest().AddHeader("Authorization", "Bearer TOKEN");""",
        """_ = new Grpc.Core.Metadata { { "authorization", "x" } }; new Grpc.Core.Metadata().Add("authorization", "Bearer TOKEN");""",
        """_ = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("SENTENCE"));""",
        """_ = new SigningCredentials(new SymmetricSecurityKey("SENTENCE"u8.ToArray()), "HS256");""",
        """_ = new SymmetricSecurityKey(SHA256.HashData(Encoding.UTF8.GetBytes("SENTENCE")));""",
        """_ = new HMACSHA256(Encoding.UTF8.GetBytes("SENTENCE"));""",
        """_ = HMACSHA512.HashData(Encoding.UTF8.GetBytes("SENTENCE"), new byte[0]);""",
        """_ = new HMACSHA1 { Key = Encoding.ASCII.GetBytes("SENTENCE") };""",
        """var aes = Aes.Create(); aes.Key = Encoding.UTF8.GetBytes("SENTENCE");""",
        """using var aes = Aes.Create(); aes.CreateEncryptor(Encoding.UTF8.GetBytes("SENTENCE"), new byte[16]);""",
        """_ = new AesGcm(Encoding.UTF8.GetBytes("SENTENCE".PadRight(32)), 16);""",
        """TripleDES.Create().Key = Encoding.UTF8.GetBytes("SENTENCE");""",
        """_ = Rfc2898DeriveBytes.Pbkdf2("WORD", new byte[16], 100_000, HashAlgorithmName.SHA256, 32);""",
        """_ = new Rfc2898DeriveBytes(Encoding.UTF8.GetBytes("WORD"), new byte[16], 100_000, HashAlgorithmName.SHA256);""",
        """_ = new X509Certificate2("a.pfx", "WORD");""",
        """_ = X509CertificateLoader.LoadPkcs12FromFile("a.pfx", "WORD");""",
        """RSA.Create().ImportFromEncryptedPem(name, "WORD");""",
        """_ = new SqlConnection("Server=db;User Id=app;Password=WORD");""",
        """_ = new SqlConnection($"Server={name};User Id=app;Pwd=WORD;Encrypt=true");""",
        """_ = new Npgsql.NpgsqlConnection("Host=db;Username=app;Password='WORD'");""",
        """new DbContextOptionsBuilder().UseSqlServer("Server=db;User Id=app;Password=WORD;");""",
        """new DbContextOptionsBuilder().UseNpgsql("Host=db;Password=WORD");""",
        """_ = new SqlConnectionStringBuilder { UserID = "app", Password = "WORD" };""",
        """new SqlConnectionStringBuilder()["Password"] = "WORD";""",
        """new System.Data.Common.DbConnectionStringBuilder().Add("Password", "WORD");""",
        """_ = new SqlCredential("app", new NetworkCredential("", "WORD").SecurePassword);""",
        """_ = new Azure.AzureKeyCredential("TOKEN");""",
        """_ = new Azure.Identity.ClientSecretCredential("tenant", "client", "TOKEN");""",
        """_ = new Azure.Identity.UsernamePasswordCredential("app", "WORD", "tenant", "client");""",
        """_ = new Azure.Storage.StorageSharedKeyCredential("account", "TOKEN");""",
        """_ = new Amazon.Runtime.BasicAWSCredentials("id", "TOKEN");""",
        """_ = new Typesense.Setup.Config(new List<Typesense.Setup.Node>(), "TOKEN");""",
        """_ = new Elastic.Transport.ApiKey("TOKEN");""",
        """_ = new Elastic.Transport.BasicAuthentication("elastic", "WORD");""",
        """_ = new Algolia.Search.Clients.SearchClient("APP", "TOKEN");""",
        """_ = new Meilisearch.MeilisearchClient("http://localhost:7700", "TOKEN");""",
        """Stripe.StripeConfiguration.ApiKey = "TOKEN";""",
        """_ = new Stripe.StripeClient("TOKEN");""",
        """Twilio.TwilioClient.Init("sid", "TOKEN");""",
        """_ = new SendGrid.SendGridClient("TOKEN");""",
        """new Microsoft.AspNetCore.Authentication.OAuth.GoogleOptions().ClientSecret = "TOKEN";""",
        """new Microsoft.AspNetCore.Identity.UserManager<object>().CreateAsync(new object(), "WORD");""",
        """_ = configuration["Jwt:Key"] ?? "TOKEN";""",
        """_ = configuration.GetValue("Smtp:Password", "TOKEN");""",
        """Environment.SetEnvironmentVariable("SMTP_PWD", "TOKEN");""",
        """_ = Environment.GetEnvironmentVariable("JWT_SECRET") ?? "TOKEN";""",
        """foreach (var c in "WORD") secure.AppendChar(c);""",
        """foreach (char c in "WORD".ToCharArray()) { secure.AppendChar(c); }""",
        """var text = "WORD"; for (var i = 0; i < text.Length; i++) secure.AppendChar(text[i]);""",
        """_ = name; "WORD".ToList().ForEach(c => secure.AppendChar(c));""",

        // Through flows.
        """var word = "WORD"; _ = new NetworkCredential("app", word);""",
        """const string word = "WORD"; _ = new NetworkCredential("app", word);""",
        """string word; if (name == null) word = "WORD"; else word = name; _ = new NetworkCredential("app", word);""",
        """var word = name; word ??= "WORD"; _ = new NetworkCredential("app", word);""",
        """_ = new NetworkCredential("app", name ?? "WORD");""",
        """_ = new NetworkCredential("app", name == null ? "WORD" : name);""",
        """_ = new NetworkCredential("app", name switch { null => "WORD", _ => name });""",
        """var bytes = Encoding.UTF8.GetBytes("SENTENCE"); var key = new SymmetricSecurityKey(bytes);""",
        """var word = "WORD"; _ = new SqlConnection($"Server=db;Password={word};Encrypt=true");""",
        """string Word() => "WORD"; _ = new NetworkCredential("app", Word());""",
        """var word = "WORD"; Action a = () => new NetworkCredential("app", word);""",
        """var word = "WORD"; _ = new NetworkCredential("app", word); _ = new NetworkCredential("root", word);""",
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task WeakConstant_Reports(string statement) => await Verify(statement, static (text, name) => text.Replace(name, $"{{|KS0005:{Word(name)}|}}", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Placeholder_IsSilent(string statement)
    {
        foreach (var word in (string[])["", "password", "<password>", "your-password-goes-here", "changeme", "xxxxxxxxxxxxxxxx", "********"])
            await Verify(statement, (text, name) => text.Replace(name, word, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task TestProject_IsSilent(string statement) =>
        await Verify(statement, static (text, name) => text.Replace(name, Word(name), StringComparison.Ordinal), "build_property.IsTestProject = true");

    [Theory]
    [InlineData("""class D { const string Word = "%weak%"; object o = new System.Net.NetworkCredential("app", Word); }""", 1)]
    [InlineData("""class D { static readonly string Word = "%weak%"; object o = new System.Net.NetworkCredential("app", Word); }""", 1)]
    [InlineData("""class D { private string _word = "%weak%"; object M() => new System.Net.NetworkCredential("app", _word); }""", 1)]
    [InlineData("""class D { string Word => "%weak%"; object M() => new System.Net.NetworkCredential("app", Word); }""", 1)]
    [InlineData("""class D { string Word { get; } = "%weak%"; object M() => new System.Net.NetworkCredential("app", this.Word); }""", 1)]
    [InlineData("""class D { static string Word() { return "%weak%"; } object M() => new System.Net.NetworkCredential("app", Word()); }""", 1)]
    [InlineData("""static class E { public const string Word = "%weak%"; } class D { object M() => new System.Net.NetworkCredential("app", E.Word); object N() => new System.Net.NetworkCredential("root", E.Word); }""", 1)]
    [InlineData("""class D { object M(string word = "%weak%") => new System.Net.NetworkCredential("app", word); }""", 1)]
    [InlineData("""class D : System.Net.NetworkCredential { public D() : base("app", "%weak%") { } }""", 1)]
    [InlineData("""class D() : System.Net.NetworkCredential("app", "%weak%");""", 1)]
    [InlineData("""class D { private string _word = "%weak%"; D(string s) { _word = s; } object M() => new System.Net.NetworkCredential("app", _word); }""", 0)]
    [InlineData("""class D { object M(string s) { var word = "%weak%"; System.Console.WriteLine(word); word = s; return new System.Net.NetworkCredential("app", word); } }""", 0)]
    [InlineData("""class D { object M(string word) => new System.Net.NetworkCredential("%weak%", word); }""", 0)]
    public async Task Flow_ReportsWhereTheTextStands(string source, int count) =>
        await Source.Verify<SecretSinkAnalyzer>(count == 0 ? source : source.Replace("%weak%", "{|KS0005:%weak%|}", StringComparison.Ordinal));

    [Fact]
    public async Task RowOfCharacters_ReportsAll() => await Verify(
        """{|KS0005:secure.AppendChar('b'); secure.AppendChar('l'); secure.AppendChar('u'); secure.AppendChar('e')|};"""
            .Replace("{|KS0005:secure.AppendChar('b'", "secure.AppendChar({|KS0005:'b'", StringComparison.Ordinal).Replace("'e')|}", "'e'|})", StringComparison.Ordinal),
        static (text, _) => text);

    [Theory]
    [InlineData("new byte[] { 1, 250, 3, 77, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }")]
    [InlineData("[0x01, 0xfa, 3, 77, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]")]
    [InlineData("new[] { (byte)1, (byte)250, (byte)3, (byte)77, (byte)5, (byte)6, (byte)7, (byte)8 }")]
    public async Task BytesOfAKey_Report(string array) => await Verify($"Aes.Create().Key = {{|KS0005:{array}|}};", static (text, _) => text);

    [Fact]
    public async Task EncodedKey_Reports() =>
        await Verify($"Aes.Create().Key = Convert.FromBase64String(\"{{|KS0005:{Convert.ToBase64String("a key that opens"u8)}|}}\");", static (text, _) => text);

    [Theory]
    [InlineData("""Aes.Create().IV = Encoding.UTF8.GetBytes("%sentence%");""")]
    [InlineData("""Aes.Create().Key = new byte[32];""")]
    [InlineData("""Aes.Create().Key = RandomNumberGenerator.GetBytes(32);""")]
    [InlineData("""Aes.Create().Key = new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };""")]
    [InlineData("""_ = new HMACSHA512(Encoding.UTF8.GetBytes("Bitcoin seed"));""")]
    [InlineData("""_ = new HMACSHA256(Encoding.UTF8.GetBytes("AWS4" + name));""")]
    [InlineData("""_ = new AuthenticationHeaderValue("Bearer");""")]
    [InlineData("""_ = new AuthenticationHeaderValue("Bearer", name);""")]
    [InlineData("""_ = new AuthenticationHeaderValue("Bearer", $"{name}");""")]
    [InlineData("""new HttpClient().DefaultRequestHeaders.Add("Authorization", "Bearer " + name);""")]
    [InlineData("""new HttpClient().DefaultRequestHeaders.Add("Authorization", $"Bearer {name}");""")]
    [InlineData("""new HttpClient().DefaultRequestHeaders.Add("X-Api-Version", "2024-10-01-preview");""")]
    [InlineData("""new HttpClient().DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)");""")]
    [InlineData("""new HttpClient().DefaultRequestHeaders.Add("Idempotency-Key", "order-4711-retry");""")]
    [InlineData("""headers["Access-Control-Allow-Headers"] = "Authorization,X-Api-Key";""")]
    [InlineData("""headers["WWW-Authenticate"] = "Bearer realm=\"api\"";""")]
    [InlineData("""_ = new SqlConnection("Server=db;Integrated Security=true;Encrypt=true");""")]
    [InlineData("""_ = new SqlConnection($"Server=db;User Id=app;Password={name}");""")]
    [InlineData("""_ = new SqlConnection("Server=db;User Id=app;Password=" + name + ";Encrypt=true");""")]
    [InlineData("""_ = new SqlConnection(configuration["ConnectionStrings:Default"] ?? "Server=(localdb)\\mssqllocaldb;Trusted_Connection=True");""")]
    [InlineData("""new DbContextOptionsBuilder().UseSqlServer("Name=ConnectionStrings:Default");""")]
    [InlineData("""_ = new NetworkCredential("app", configuration["Smtp:Password"]);""")]
    [InlineData("""_ = new NetworkCredential("app", Environment.GetEnvironmentVariable("SMTP_PASSWORD"));""")]
    [InlineData("""_ = new NetworkCredential("anonymous", "");""")]
    [InlineData("""_ = new NetworkCredential("app", Guid.NewGuid().ToString("N"));""")]
    [InlineData("""_ = configuration["Jwt:TokenType"] ?? "Bearer";""")]
    [InlineData("""_ = configuration["Auth:ApiKeyHeader"] ?? "X-Api-Key-2";""")]
    [InlineData("""_ = configuration["Redis:Key"] ?? "cache";""")]
    [InlineData("""_ = configuration["Partition:Main:Key"] ?? "tenant-2-main";""")]
    [InlineData("""_ = new NetworkCredential("my_username", "my_password");""")]
    [InlineData("""_ = new NetworkCredential("user", "UserPassword");""")]
    [InlineData("""_ = configuration["Jwt:Key"] ?? throw new InvalidOperationException("Jwt:Key is missing, see section 4.");""")]
    [InlineData("""_ = new Rfc2898DeriveBytes(name, Encoding.UTF8.GetBytes("%sentence%"), 1000, HashAlgorithmName.SHA256);""")]
    [InlineData("""_ = new X509Certificate2("certificate-2024.pfx", name);""")]
    [InlineData("""_ = new Dictionary<string, string> { ["Key"] = "%weak%" }; new List<string>().Add("%weaktoken%");""")]
    [InlineData("""_ = new Microsoft.AspNetCore.Identity.PasswordHasher<object>().VerifyHashedPassword(name, "%weak%", name);""")]
    [InlineData("""foreach (var c in name) secure.AppendChar(c);""")]
    public async Task NoConstantSecret_IsSilent(string statement) => await Verify(statement, static (text, _) => text);

    [Fact]
    public async Task AdditionalSinks_AreSinks() =>
        await Source.Verify<SecretSinkAnalyzer>(
            """class D { object o = new Acme.Vault("{|KS0005:%weak%|}"); void M() => Acme.Vault.Open("front", "{|KS0005:%weak%|}"); object p = new Acme.Vault(null) { Word = "{|KS0005:%weak%|}" }; }"""
                + SinkStubs.Text,
            "keysafety.additional_sinks = Acme.Vault..ctor(unlock), Acme.Vault.Open(word), Acme.Vault.Word");

    [Fact]
    public async Task WhatTheTextTells_IsReportedOnce()
    {
        await Source.Verify<SecretSinkAnalyzer>("""class D { object o = new System.Net.NetworkCredential("app", "%password%"); object p = new System.Net.NetworkCredential("app", "%token%"); }""");
        await Source.Verify<HardcodedSecretAnalyzer>(
            """class D { object o = new System.Net.NetworkCredential("app", "{|KS0004:%password%|}"); object p = new System.Net.NetworkCredential("app", "{|KS0001:%token%|}"); }""");
    }

    [Fact]
    public async Task Comment_Accepts() =>
        await Source.Verify<SecretSinkAnalyzer>("class D {\n object o = new System.Net.NetworkCredential(\"app\", \"%weak%\"); // keysafety:allow generic-password local only\n }");

    private static string Word(string name) => name switch { "WORD" => "%weak%", "TOKEN" => "%weaktoken%", _ => "%sentence%" };

    private static async Task Verify(string statement, Func<string, string, string> fill, string settings = "")
    {
        foreach (var name in (string[])["WORD", "TOKEN", "SENTENCE"])
            statement = fill(statement, name);
        await Source.Verify<SecretSinkAnalyzer>(
            $"{Usings}class C {{ void M(string name, IConfiguration configuration, IHeaderDictionary headers, SecureString secure) {{ {statement} }} }}{SinkStubs.Text}", settings);
    }
}
