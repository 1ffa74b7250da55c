using KeySafety.Analyzers.Names;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Values under a key that tells what they are, in the types where that key has its meaning: headers, settings, connection strings.</summary>
internal readonly struct KeyedSinks(Detector detector, SemanticModel model, CancellationToken cancellation)
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "Add", "TryAddWithoutValidation", "Append", "Set", "TryAdd", "AddHeader", "AddOrUpdateHeader", "AddDefaultHeader", "WithHeader", "SetRequestHeader", "GetValue",
        "SetEnvironmentVariable", "UseSetting", "AppendCommaSeparatedValues",
    };

    // https://www.rfc-editor.org/rfc/rfc9110#section-11.6 and the vendors' own; what tells of a secret by its words is not listed.
    private static readonly HashSet<string> SecretHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "X-Api-Key", "Api-Key", "ApiKey", "X-TYPESENSE-API-KEY", "X-Algolia-API-Key", "X-MEILI-API-KEY", "Ocp-Apim-Subscription-Key",
        "X-Auth-Token", "X-Auth-Key", "PRIVATE-TOKEN", "X-Vault-Token", "X-Functions-Key", "x-goog-api-key", "X-RapidAPI-Key", "DD-API-KEY", "X-Shopify-Access-Token",
    };

    // A key alone may be one of a table (`X-Correlation-Key`); these words leave no doubt.
    private static readonly string[] SecretWords =
    [
        "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "accesskey", "authkey", "privatekey", "signingkey", "encryptionkey", "masterkey", "accountkey",
        "functionskey", "subscriptionkey", "jwt", "credential", "authorization",
    ];

    private static readonly string[] HeaderTypes =
    [
        "System.Net.Http.Headers.HttpHeaders", "Microsoft.AspNetCore.Http.IHeaderDictionary", "System.Net.WebHeaderCollection", "Grpc.Core.Metadata",
        "RestSharp.RestRequest", "RestSharp.RestClient", "RestSharp.IRestRequest", "RestSharp.IRestClient", "RestSharp.RestRequestExtensions", "RestSharp.RestClientExtensions",
        "Flurl.Http.HeaderExtensions", "Flurl.Http.GeneratedExtensions", "System.Net.WebSockets.ClientWebSocketOptions", "Microsoft.AspNetCore.Http.HeaderDictionaryExtensions",
    ];

    private static readonly string[] SettingTypes =
    [
        "Microsoft.Extensions.Configuration.IConfiguration", "Microsoft.Extensions.Configuration.ConfigurationBinder", "System.Environment",
        "Microsoft.AspNetCore.Hosting.IWebHostBuilder", "Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions",
        "System.Collections.Specialized.NameValueCollection",
    ];

    /// <summary>Whether a method may take a key and a value.</summary>
    public static bool MayBe(string? method) => method is not null && Methods.Contains(method);

    /// <summary>Whether an expression may be the key of a secret, by its syntax.</summary>
    public static bool MayBeKey(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && MayNameKey(literal.Token.ValueText),
        IdentifierNameSyntax name => MayNameKey(name.Identifier.ValueText) && ConstantSyntax.MayReach(name),
        MemberAccessExpressionSyntax member => MayNameKey(member.Name.Identifier.ValueText),
        _ => false,
    };

    /// <summary>A call such as <c>headers.Add("Authorization", value)</c>.</summary>
    public IEnumerable<SinkUse> OfCall(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count < 2 || KeyOf(arguments[0].Expression) is not { } key || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return [];

        return KindOf((method.ReducedFrom ?? method).ContainingType, key) is { } kind ? [new SinkUse(key, kind, arguments[1].Expression)] : [];
    }

    /// <summary>An assignment such as <c>headers["Authorization"] = value</c>, also in an initializer.</summary>
    public IEnumerable<SinkUse> OfAssignment(AssignmentExpressionSyntax assignment)
    {
        var list = assignment.Left is ElementAccessExpressionSyntax element ? element.ArgumentList : (assignment.Left as ImplicitElementAccessSyntax)?.ArgumentList;
        if (list?.Arguments.Count != 1 || KeyOf(list.Arguments[0].Expression) is not { } key || model.GetSymbolInfo(assignment.Left, cancellation).Symbol is not { } indexer)
            return [];

        return KindOf(indexer.ContainingType, key) is { } kind ? [new SinkUse(key, kind, assignment.Right)] : [];
    }

    /// <summary>What is taken where a setting is missing: <c>configuration["Jwt:Key"] ?? value</c>.</summary>
    public IEnumerable<SinkUse> OfCoalesce(BinaryExpressionSyntax coalesce)
    {
        var (key, called) = coalesce.Left switch
        {
            ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } keys } => (KeyOf(keys[0].Expression), (ExpressionSyntax)coalesce.Left),
            InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } call
                when ExpressionNames.MethodOf(call) is "GetEnvironmentVariable" or "GetValue" or "GetConnectionString" => (KeyOf(arguments[0].Expression), call),
            _ => default,
        };
        return key is not null && model.GetSymbolInfo(called, cancellation).Symbol is { } member && KindOf(member.ContainingType, key) is SecretKind.Fallback
            ? [new SinkUse(key, SecretKind.Fallback, coalesce.Right)]
            : [];
    }

    private static SecretKind? KindOf(ITypeSymbol type, string key)
    {
        if (Array.Exists(HeaderTypes, name => SinkTable.IsOrDerives(type, name)))
            return key.EndsWith("Authorization", StringComparison.OrdinalIgnoreCase) ? SecretKind.Header : SecretKind.Token;
        if (SinkTable.IsOrDerives(type, "System.Data.Common.DbConnectionStringBuilder"))
            return SecretKind.Password;
        if (Array.Exists(SettingTypes, name => SinkTable.IsOrDerives(type, name)))
            return SecretHeaders.Contains(key) ? SecretKind.Header : SecretKind.Fallback;
        return null;
    }

    // A constant of the user's own is resolved; of a library's `HeaderNames.Authorization` the name is the key.
    private string? KeyOf(ExpressionSyntax expression)
    {
        var key = ExpressionNames.LiteralOf(expression);
        if (key is null && expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && ExpressionNames.NameOf(expression) is { } name && MayNameKey(name))
            key = Resolve(expression) ?? name;
        return key is not null && (SecretHeaders.Contains(key) || (detector.IsTelling(key) && HasSecretWord(key))) ? key : null;
    }

    private static bool HasSecretWord(string key)
    {
        var letters = new string([.. key.Where(char.IsLetterOrDigit)]);
        return Array.Exists(SecretWords, word => letters.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private string? Resolve(ExpressionSyntax expression) => ConstantReader.Read(expression, model, cancellation) is [var constant, ..]
        ? constant.Text
        : model.GetConstantValue(expression, cancellation).Value as string;

    // What SecretHeaders and SecretWords hold has one of these, and so have the names of constants for them.
    private static bool MayNameKey(string name) =>
        Has(name, "key") || Has(name, "header") || Has(name, "auth") || Has(name, "token") || Has(name, "pass") || Has(name, "pwd") || Has(name, "secret") || Has(name, "cred") || Has(name, "jwt");

    private static bool Has(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
