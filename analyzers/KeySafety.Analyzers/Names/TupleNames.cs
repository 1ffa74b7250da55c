using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>What an element of a tuple is called: by itself, by the variable that takes it, by the tuple's type or by the key before it.</summary>
internal static class TupleNames
{
    /// <summary>The names of an element.</summary>
    public static IEnumerable<BoundName> NamesOf(ArgumentSyntax element, TupleExpressionSyntax tuple, SemanticModel? model, CancellationToken cancellation)
    {
        if (element.NameColon is { } colon)
            return [new BoundName(colon.Name.Identifier.ValueText)];

        var index = tuple.Arguments.IndexOf(element);
        var name = NameOfTarget(tuple, index) ?? NameOfType(tuple, index, model, cancellation);
        var key = ArgumentNames.KeyBefore([.. tuple.Arguments.Select(static argument => argument.Expression)], index);
        return new[] { name, key }.Where(static item => item is { Length: > 0 }).Select(static item => new BoundName(item!));
    }

    // (user, password) = ("...", "...") and var (user, password) = ("...", "...")
    private static string? NameOfTarget(TupleExpressionSyntax tuple, int index) => tuple.Parent is not AssignmentExpressionSyntax assignment ? null
        : assignment.Left switch
        {
            TupleExpressionSyntax target when index < target.Arguments.Count => ExpressionNames.NameOf(target.Arguments[index].Expression),
            DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax variables } when index < variables.Variables.Count =>
                (variables.Variables[index] as SingleVariableDesignationSyntax)?.Identifier.ValueText,
            _ => null,
        };

    private static string? NameOfType(TupleExpressionSyntax tuple, int index, SemanticModel? model, CancellationToken cancellation)
    {
        if (model is null || tuple.SyntaxTree != model.SyntaxTree)
            return null;

        var type = model.GetTypeInfo(tuple, cancellation).ConvertedType as INamedTypeSymbol;
        return type is { IsTupleType: true } && index < type.TupleElements.Length && type.TupleElements[index].IsExplicitlyNamedTupleElement
            ? type.TupleElements[index].Name
            : null;
    }
}
