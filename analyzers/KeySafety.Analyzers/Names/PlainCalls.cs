using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>Calls whose parameters are known to have no telling name, so that the model is not asked for it.</summary>
/// <remarks>
/// It would have to bind the method around the call. Formats, separators, expressions and messages have digits and signs enough to pass
/// for passwords, and stand in these calls almost always.
/// </remarks>
internal static class PlainCalls
{
    private static readonly HashSet<string> Methods = new(
        ("ToString Parse ParseExact TryParse TryParseExact Format AppendFormat Append AppendLine Insert Write WriteLine WriteAsync WriteLineAsync WriteString "
        + "Replace Split StartsWith EndsWith Contains IndexOf LastIndexOf IndexOfAny Substring TrimStart TrimEnd PadLeft PadRight Join Combine IsMatch Match Matches "
        + "Log LogTrace LogDebug LogInformation LogWarning LogError LogCritical Debug Information Warning Error Trace Info Warn Fatal Verbose "
        + "GetSection GetValue GetConnectionString GetEnvironmentVariable GetProperty GetMethod GetField GetType TryGetValue ContainsKey GetString GetManifestResourceStream "
        + "MapGet MapPost MapPut MapDelete MapPatch MapControllerRoute MapGroup ThrowIfNullOrEmpty Fail True False Null NotNull Empty NotEmpty HasColumnType HasColumnName ToTable").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Types = new(
        "Regex Uri UriBuilder Version CultureInfo StringBuilder FileInfo DirectoryInfo StreamReader StreamWriter DateTime DateTimeOffset TimeSpan Guid EventId MediaTypeHeaderValue Size Point Color".Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Attributes = new(
        ("Route HttpGet HttpPost HttpPut HttpDelete HttpPatch JsonPropertyName JsonProperty DataMember Display Description Obsolete InlineData TestCase DataRow Category Trait Table "
        + "Column DllImport LibraryImport XmlElement XmlAttribute RegularExpression GeneratedRegex StringSyntax DebuggerDisplay SuppressMessage GeneratedCode Guid InternalsVisibleTo "
        + "AssemblyVersion AssemblyMetadata").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Whether a call, a creation or an attribute is one of them.</summary>
    public static bool Is(SyntaxNode target) => target switch
    {
        InvocationExpressionSyntax call => ExpressionNames.MethodOf(call) is { } method && Methods.Contains(method),
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: var type } } => Types.Contains(type) || type.EndsWith("Exception", StringComparison.Ordinal),
        AttributeSyntax { Name: SimpleNameSyntax { Identifier.ValueText: var name } } => Attributes.Contains(name),
        _ => false,
    };
}
