namespace KeySafety.Detection.Rules;

/// <summary>Secrets of no known shape, judged by the name, the syntax and the value together.</summary>
/// <remarks>
/// They have no pattern: the code under <c>Generic/</c> finds them. They stand in the catalog so that reports, SARIF and
/// the README name them like any other rule.
/// </remarks>
internal static class Generic
{
    public static Rule Password { get; } = new()
    {
        Name = "generic-password",
        Title = "Password",
        Format = "https://cwe.mitre.org/data/definitions/798.html",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Change the password and read the new one from configuration outside the repository.",
        Examples = ["db_password = \"{base62:16}\""],
        NegativeExamples = ["password = \"changeme\"", "password = \"${{DB_PASSWORD}}\""],
    };

    public static Rule Secret { get; } = new()
    {
        Name = "generic-secret",
        Title = "Secret, token or API key",
        Format = "https://cwe.mitre.org/data/definitions/798.html",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Revoke the secret where it was issued and read the new one from configuration outside the repository.",
        Examples = ["client_secret = \"{base62:32}\""],
        NegativeExamples = ["api_key = \"<your-api-key>\"", "apiKey = process.env.API_KEY"],
    };

    public static Rule UrlPassword { get; } = new()
    {
        Name = "url-password",
        Title = "Password in a URL",
        Format = "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Change the password and give it to the client apart from the URL.",
        Examples = ["postgres://app:{base62:20}@db.internal:5432/app"],
        NegativeExamples = ["https://user:password@example.com/", "https://$USER:$TOKEN@github.com/"],
    };

    public static Rule ConnectionString { get; } = new()
    {
        Name = "connection-string-password",
        Title = "Password in a connection string",
        Format = "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Change the password and keep the connection string outside the repository.",
        Examples = ["Server=db;Database=app;User Id=app;Password={base62:18};"],
        NegativeExamples = ["Server=db;User Id=app;Password=<password>;"],
    };

    public static Rule AuthorizationHeader { get; } = new()
    {
        Name = "authorization-header",
        Title = "Credentials in an Authorization header",
        Format = "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Revoke the credentials and read the new ones from configuration outside the repository.",
        Examples = ["Authorization: Bearer {base62:40}"],
        NegativeExamples = ["Authorization: Bearer <token>", "Authorization: Basic ${{BASIC}}"],
    };

    public static Rule CommandLinePassword { get; } = new()
    {
        Name = "command-line-password",
        Title = "Password on a command line",
        Format = "https://cwe.mitre.org/data/definitions/214.html",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Change the password and pass the new one by a file, standard input or the environment.",
        Examples = ["curl -u admin:{base62:16} https://example.org/", "sshpass -p {base62:14} ssh host"],
        NegativeExamples = ["mysql -p$PASSWORD", "curl -u user:password https://example.org/"],
    };

    public static Rule KubernetesSecret { get; } = new()
    {
        Name = "kubernetes-secret-data",
        Title = "Value in a Kubernetes Secret",
        Format = "https://kubernetes.io/docs/concepts/configuration/secret/",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.Medium,
        Remedy = "Change the credential; base64 hides nothing. Keep the manifest sealed or generate it at deployment.",
        Examples = ["kind: Secret\ndata:\n  password: {base64of:base62:18}\n"],
        NegativeExamples = ["kind: ConfigMap\ndata:\n  mode: {base64of:base62:18}\n"],
    };

    public static Rule JsonWebKey { get; } = new()
    {
        Name = "jwk-private-member",
        Title = "Private member of a JSON Web Key",
        Format = "https://www.rfc-editor.org/rfc/rfc7518#section-6",
        Keywords = [],
        Pattern = "",
        Confidence = Confidence.High,
        Remedy = "Replace the key pair, and publish the public members alone.",
        Examples = ["{{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"{base64url:43}\"}}"],
        NegativeExamples = ["{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{base64url:43}\"}}"],
    };

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Password, Secret, UrlPassword, ConnectionString, AuthorizationHeader, CommandLinePassword, KubernetesSecret, JsonWebKey,
    ];
}
