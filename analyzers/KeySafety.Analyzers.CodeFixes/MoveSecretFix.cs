using System.Collections.Immutable;
using System.Composition;
using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Takes a secret out of the source: its place reads the configuration, user secrets or an environment variable.</summary>
/// <remarks>The old value is shown nowhere. It stays in the history, so it has to be changed all the same; the pages say so.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveSecretFix))]
[Shared]
public sealed class MoveSecretFix : CodeFixProvider
{
    /// <summary>Equivalence key: <c>configuration["Key"]</c>.</summary>
    public const string ConfigurationKey = "KeySafety.Configuration";

    /// <summary>Equivalence key: the same, with the command that sets the user secret.</summary>
    public const string UserSecretsKey = "KeySafety.UserSecrets";

    /// <summary>Equivalence key: <c>Environment.GetEnvironmentVariable("NAME")</c>.</summary>
    public const string EnvironmentKey = "KeySafety.Environment";

    /// <summary>Equivalence key: what is read already becomes required.</summary>
    public const string RequireKey = "KeySafety.Require";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        Descriptors.KnownFormat.Id, Descriptors.OwnKey.Id, Descriptors.FailedCheck.Id, Descriptors.Named.Id, Descriptors.Sink.Id, Descriptors.Compared.Id,
        Descriptors.InText.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new OneAfterAnother(MakeAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var cancellation = context.CancellationToken;
        if (await SecretValue.FindAsync(context.Document, context.Span, cancellation).ConfigureAwait(false) is not { } secret)
            return;

        var name = SecretName.Of(context.Diagnostics[0], secret, cancellation);
        foreach (var (key, title) in ((string, string)[])
            [
                (RequireKey, "Require the value, without a default in the source"),
                (ConfigurationKey, $"Read it from the configuration as '{name.Key}'"),
                (UserSecretsKey, $"Read it from user secrets as '{name.Key}'"),
                (EnvironmentKey, $"Read it from the environment variable {name.Variable}"),
            ])
        {
            if (await MakeAsync(key, secret, context.Diagnostics[0], new GivenNames(), cancellation).ConfigureAwait(false) is { } changed)
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), context.Diagnostics);
        }
    }

    private static async Task<Document?> MakeAsync(string key, SecretValue secret, Diagnostic diagnostic, GivenNames names, CancellationToken cancellation)
    {
        var isDefault = IsDefaultOfRead(secret, cancellation);
        if (DeviceProject.Is(secret.Model.Compilation, secret.Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GlobalOptions) || isDefault != (key == RequireKey))
            return null;

        var name = names.For(diagnostic, SecretName.Of(diagnostic, secret, cancellation));
        return key switch
        {
            ConfigurationKey => await FromConfigurationAsync(secret, name, comment: null, cancellation).ConfigureAwait(false),
            UserSecretsKey when ConfigurationInReach.HasUserSecrets(secret) =>
                await FromConfigurationAsync(secret, name, $"dotnet user-secrets set \"{name.Key}\" \"<value>\"", cancellation).ConfigureAwait(false),
            EnvironmentKey when !IsForEnvironment(secret.Expression) => await FromEnvironmentAsync(secret, name, cancellation).ConfigureAwait(false),
            RequireKey when new Expressions(secret).Throw("A value that must be set is missing.") is { } missing =>
                await Replacement.TryMakeAsync(secret, missing, comment: null, cancellation).ConfigureAwait(false),
            _ => null,
        };
    }

    private static async Task<Document?> FromConfigurationAsync(SecretValue secret, SecretName name, string? comment, CancellationToken cancellation)
    {
        var make = new Expressions(secret);
        if (make.Throw($"Set {name.Key} in the configuration.") is not { } missing)
            return null;

        foreach (var configuration in ConfigurationInReach.Find(secret))
        {
            var value = make.Or(make.Element(configuration, name.Key), missing);
            if (await Replacement.TryMakeAsync(secret, value, comment, cancellation).ConfigureAwait(false) is { } changed)
                return changed;
        }

        return null;
    }

    private static async Task<Document?> FromEnvironmentAsync(SecretValue secret, SecretName name, CancellationToken cancellation)
    {
        var make = new Expressions(secret);
        if (make.Type("System.Environment") is not { } environment || make.Throw($"Set the environment variable {name.Variable}.") is not { } missing)
            return null;

        var value = make.Or(make.Call(environment, nameof(Environment.GetEnvironmentVariable), Expressions.Text(name.Variable)), missing);
        return await Replacement.TryMakeAsync(secret, value, comment: null, cancellation).ConfigureAwait(false);
    }

    // Environment.SetEnvironmentVariable("NAME", "...") would read what it is about to write.
    private static bool IsForEnvironment(ExpressionSyntax expression) =>
        expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
        && ExpressionNames.MethodOf(call) == nameof(Environment.SetEnvironmentVariable);

    /// <summary>Whether the secret stands in for a value that is read already: <c>configuration["Db:Password"] ?? "..."</c>.</summary>
    private static bool IsDefaultOfRead(SecretValue secret, CancellationToken cancellation)
    {
        if (secret.Expression.Parent is not BinaryExpressionSyntax coalesce || !coalesce.IsKind(SyntaxKind.CoalesceExpression) || coalesce.Right != secret.Expression)
            return false;

        return coalesce.Left switch
        {
            ElementAccessExpressionSyntax element =>
                ConfigurationInReach.IsConfiguration(secret.Model.GetTypeInfo(element.Expression, cancellation).Type, secret.Model.Compilation),
            InvocationExpressionSyntax call => secret.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method
                && (method.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Configuration"
                    || (method.Name == nameof(Environment.GetEnvironmentVariable) && method.ContainingType.ToDisplayString() == "System.Environment")),
            _ => false,
        };
    }
}
