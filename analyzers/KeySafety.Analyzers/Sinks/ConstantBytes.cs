using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Reads arrays of constant bytes or characters: as text if they are printable, otherwise as hexadecimal digits.</summary>
internal static class ConstantBytes
{
    // The shortest key of an algorithm in use is DES's; the longest table that somebody hands over as key is short as well.
    private const int MinLength = 8;
    private const int MaxLength = 1024;
    private const int MinDistinct = 3;

    /// <summary>The array's text; null where it is no array, or not all of its elements are constant, or they are filled with one value.</summary>
    public static LiteralText? Read(ExpressionSyntax expression)
    {
        var elements = ElementsOf(expression);
        if (elements is null || elements.Count is < MinLength or > MaxLength)
            return null;

        var values = new List<int>(elements.Count);
        foreach (var element in elements)
        {
            if (ValueOf(element) is not (>= 0 and < 256 and var value))
                return null;
            values.Add(value);
        }

        if (values.Distinct().Count() < MinDistinct)
            return null;

        var text = values.TrueForAll(static value => value is > ' ' and < 0x7F)
            ? new string([.. values.Select(static value => (char)value)])
            : values.Aggregate(new StringBuilder(), static (digits, value) => digits.Append(value.ToString("x2", CultureInfo.InvariantCulture))).ToString();
        return new(expression, text, ImmutableArray.Create(new LiteralPiece(0, text.Length, expression, IsWritten: true)));
    }

    private static IReadOnlyList<ExpressionSyntax>? ElementsOf(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        InitializerExpressionSyntax initializer when initializer.IsKind(SyntaxKind.ArrayInitializerExpression) => initializer.Expressions,
        CollectionExpressionSyntax collection when collection.Elements.All(static element => element is ExpressionElementSyntax) =>
            [.. collection.Elements.Select(static element => ((ExpressionElementSyntax)element).Expression)],
        _ => null,
    };

    private static int? ValueOf(ExpressionSyntax element)
    {
        if (element is CastExpressionSyntax cast)
            element = cast.Expression;
        return (element as LiteralExpressionSyntax)?.Token.Value switch
        {
            int number => number,
            char c => c,
            _ => null,
        };
    }
}
