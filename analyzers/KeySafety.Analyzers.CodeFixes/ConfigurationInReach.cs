using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Finds an <c>IConfiguration</c> that code at a place can ask: a parameter, field or property, or <c>builder.Configuration</c>.</summary>
internal static class ConfigurationInReach
{
    private const string TypeName = "Microsoft.Extensions.Configuration.IConfiguration";
    private const string SectionName = "Microsoft.Extensions.Configuration.IConfigurationSection";
    private const string SecretsAttributeName = "Microsoft.Extensions.Configuration.UserSecrets.UserSecretsIdAttribute";

    // Each of them costs a trial.
    private const int MaxCandidates = 4;

    /// <summary>Expressions that may give a configuration, the likeliest first; whether they compile there is for a trial to tell.</summary>
    public static IReadOnlyList<ExpressionSyntax> Find(SecretValue secret)
    {
        var at = secret.Expression.SpanStart;
        if (secret.Model.Compilation.GetTypeByMetadataName(TypeName) is not { } type)
            return [];

        var candidates = new List<(int Rank, ExpressionSyntax Expression)>();
        foreach (var symbol in secret.Model.LookupSymbols(at))
        {
            if (TypeOf(symbol, at) is not { } held)
                continue;

            var name = SyntaxFactory.IdentifierName(symbol.Name);
            if (IsConfiguration(held, type))
                candidates.Add((RankOf(symbol), name));
            else if (HasConfiguration(held, type))
                candidates.Add((RankOf(symbol) + 1, Member(name, "Configuration")));
        }

        return [.. candidates.OrderBy(static candidate => candidate.Rank).Take(MaxCandidates).Select(static candidate => candidate.Expression)];
    }

    /// <summary>Whether an expression's value is a configuration whose keys are full paths.</summary>
    public static bool IsConfiguration(ITypeSymbol? held, Compilation compilation) =>
        held is not null && compilation.GetTypeByMetadataName(TypeName) is { } type && IsConfiguration(held, type);

    /// <summary>Whether the project has user secrets, which development adds to the configuration.</summary>
    public static bool HasUserSecrets(SecretValue secret) =>
        (secret.Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.UserSecretsId", out var id)
            && id.Length > 0)
        || secret.Model.Compilation.Assembly.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == SecretsAttributeName);

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner, SyntaxFactory.IdentifierName(name));

    private static ITypeSymbol? TypeOf(ISymbol symbol, int at) => symbol switch
    {
        ILocalSymbol { DeclaringSyntaxReferences: [var declaration, ..] } local when declaration.Span.End < at => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };

    // A constructor's parameter is set when the field it goes to may not be.
    private static int RankOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol => 0,
        IParameterSymbol => 2,
        IFieldSymbol => 4,
        _ => 6,
    };

    // A section's keys are relative to it, and where it starts is not known.
    private static bool IsConfiguration(ITypeSymbol held, ITypeSymbol type) =>
        held.ToDisplayString() != SectionName && (SymbolEqualityComparer.Default.Equals(held, type) || held.AllInterfaces.Contains(type, SymbolEqualityComparer.Default));

    private static bool HasConfiguration(ITypeSymbol held, ITypeSymbol type)
    {
        for (var at = held; at is not null; at = at.BaseType)
        {
            if (at.GetMembers("Configuration").Any(member => member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } property
                && IsConfiguration(property.Type, type)))
            {
                return true;
            }
        }

        return false;
    }
}
