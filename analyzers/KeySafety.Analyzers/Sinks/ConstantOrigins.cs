using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Leads from a name to the expressions that it may stand for: locals, parameters, fields, properties, methods without arguments.</summary>
internal sealed class ConstantOrigins(SemanticModel model, CancellationToken cancellation)
{
    /// <summary>The expressions whose value a name or a call may have; empty where they are not in source.</summary>
    public IEnumerable<ExpressionSyntax> Of(ExpressionSyntax reference)
    {
        // Of another file there is no model: making one here would cost as much as the whole rule.
        if (reference.SyntaxTree != model.SyntaxTree)
            return [];

        var symbol = model.GetSymbolInfo(reference, cancellation).Symbol;
        var declaration = symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        return (symbol, declaration) switch
        {
            (ILocalSymbol, VariableDeclaratorSyntax variable) => OfLocal(variable, reference),
            (ILocalSymbol, ForEachStatementSyntax loop) => [loop.Expression],
            (IFieldSymbol field, VariableDeclaratorSyntax { Initializer.Value: { } value } variable) when field.IsConst || !IsAssigned(variable) => [value],
            (IPropertySymbol, PropertyDeclarationSyntax property) => OfProperty(property),
            (IParameterSymbol, ParameterSyntax parameter) => OfParameter(parameter, reference),
            (IMethodSymbol, MethodDeclarationSyntax method) when reference is InvocationExpressionSyntax => OfBody(method.ExpressionBody, method.Body),
            (IMethodSymbol, LocalFunctionStatementSyntax method) when reference is InvocationExpressionSyntax => OfBody(method.ExpressionBody, method.Body),
            _ => [],
        };
    }

    private static IEnumerable<ExpressionSyntax> OfProperty(PropertyDeclarationSyntax property)
    {
        if (property.ExpressionBody is { } arrow)
            return [arrow.Expression];
        if (property.AccessorList is not { Accessors: var accessors })
            return [];

        var isReadOnly = accessors.All(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        var getter = accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        return isReadOnly && property.Initializer is { } initializer ? [initializer.Value]
            : getter is null ? []
            : OfBody(getter.ExpressionBody, getter.Body);
    }

    private static IEnumerable<ExpressionSyntax> OfBody(ArrowExpressionClauseSyntax? arrow, BlockSyntax? body) =>
        arrow is not null ? [arrow.Expression]
        : body is { Statements: { Count: 1 } statements } && statements[0] is ReturnStatementSyntax { Expression: { } value } ? [value]
        : [];

    private static IEnumerable<ExpressionSyntax> OfParameter(ParameterSyntax parameter, ExpressionSyntax use)
    {
        var assigned = use.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member ? Definitions(member, parameter.Identifier.ValueText, use) : [];
        return parameter.Default is { } value ? assigned.Append(value.Value) : assigned;
    }

    private static List<ExpressionSyntax> OfLocal(VariableDeclaratorSyntax variable, ExpressionSyntax use)
    {
        if (variable.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            return variable.Initializer is { } initializer ? [initializer.Value] : [];

        // Top-level statements are members one by one; their definitions stand beside them.
        SyntaxNode scope = member is GlobalStatementSyntax ? member.Parent! : member;
        return Definitions(scope, variable.Identifier.ValueText, use, variable);
    }

    // From the use backwards; what is assigned in a block around the use is assigned whatever happened before.
    private static List<ExpressionSyntax> Definitions(SyntaxNode scope, string name, ExpressionSyntax use, VariableDeclaratorSyntax? declaration = null)
    {
        var found = new List<ExpressionSyntax>();
        var from = declaration?.SpanStart ?? scope.SpanStart;
        var definitions = scope.DescendantNodes()
            .Where(node => node.SpanStart >= from && node.SpanStart < use.SpanStart && !node.Contains(use))
            .Select(node => ValueOfDefinition(node, name, declaration))
            .Where(static value => value is not null)
            .Reverse();
        foreach (var value in definitions)
        {
            found.Add(value!);
            var block = value!.FirstAncestorOrSelf<StatementSyntax>()?.Parent;
            if (block is not null && !block.IsKind(SyntaxKind.GlobalStatement) && use.Ancestors().Contains(block))
                break;
        }

        found.Reverse();
        return found;
    }

    private static ExpressionSyntax? ValueOfDefinition(SyntaxNode node, string name, VariableDeclaratorSyntax? declaration) => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } variable when variable == declaration => value,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment
            when left.Identifier.ValueText == name && (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression)) =>
            assignment.Right,
        _ => null,
    };

    // A field that is set elsewhere holds its first value for a moment alone.
    private static bool IsAssigned(VariableDeclaratorSyntax variable)
    {
        var name = variable.Identifier.ValueText;
        var type = variable.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return type is not null && type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => ExpressionNames.NameOf(assignment.Left) == name);
    }
}
