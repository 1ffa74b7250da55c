using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Makes the expressions that fixes write; types are written in full, and the cleanup after a fix shortens them by using directives.</summary>
internal sealed class Expressions(SecretValue secret)
{
    private readonly SyntaxGenerator _generator = SyntaxGenerator.GetGenerator(secret.Document);

    /// <summary>A type's name; null where the program does not refer to it.</summary>
    public ExpressionSyntax? Type(string metadataName) =>
        secret.Model.Compilation.GetTypeByMetadataName(metadataName) is { } type && _generator.TypeExpression(type) is ExpressionSyntax name ? name : null;

    /// <summary><c>type.method(arguments)</c>.</summary>
    public ExpressionSyntax Call(ExpressionSyntax target, string method, params ExpressionSyntax[] arguments) =>
        (ExpressionSyntax)_generator.InvocationExpression(_generator.MemberAccessExpression(target, method), arguments);

    /// <summary><c>target.member</c>.</summary>
    public ExpressionSyntax Member(ExpressionSyntax target, string member) => (ExpressionSyntax)_generator.MemberAccessExpression(target, member);

    /// <summary><c>target["key"]</c>.</summary>
    public ExpressionSyntax Element(ExpressionSyntax target, string key) => (ExpressionSyntax)_generator.ElementAccessExpression(target, Text(key));

    /// <summary>A literal.</summary>
    public static ExpressionSyntax Text(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));

    /// <summary><c>value ?? other</c>.</summary>
    public ExpressionSyntax Or(ExpressionSyntax value, ExpressionSyntax other) => (ExpressionSyntax)_generator.CoalesceExpression(value, other);

    /// <summary><c>throw new InvalidOperationException("message")</c>; null where the language version has no throw in an expression.</summary>
    public ExpressionSyntax? Throw(string message) =>
        secret.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp7 } && Type("System.InvalidOperationException") is { } type
            ? (ExpressionSyntax)_generator.ThrowExpression(_generator.ObjectCreationExpression(type, Text(message)))
            : null;
}
