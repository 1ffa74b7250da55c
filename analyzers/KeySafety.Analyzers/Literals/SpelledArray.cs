using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Literals;

/// <summary>Reads the text that a byte or character array spells: <c>{ 0x67, (byte)'h', 112, ... }</c>.</summary>
internal static class SpelledArray
{
    // Shorter than any credential of a known format.
    private const int MinLength = 16;
    private const int MaxLength = 8192;

    /// <summary>The text of an array; null where it spells none.</summary>
    public static LiteralText? Read(ExpressionSyntax array)
    {
        var count = array switch
        {
            InitializerExpressionSyntax initializer => initializer.Expressions.Count,
            CollectionExpressionSyntax collection => collection.Elements.Count,
            _ => 0,
        };
        // Most arrays hold something else, which their first elements tell.
        if (count is < MinLength or > MaxLength || !IsSpelled(array, MinLength))
            return null;

        var text = new StringBuilder(count);
        var pieces = ImmutableArray.CreateBuilder<LiteralPiece>(count);
        for (var i = 0; i < count; i++)
        {
            var element = ElementAt(array, i);
            if (element is null || CharacterOf(element) is not { } c)
                return null;

            pieces.Add(new LiteralPiece(i, 1, element, IsWritten: true));
            text.Append(c);
        }

        // A binding is looked for from the array creation, if there is one.
        var node = array.Parent is ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or StackAllocArrayCreationExpressionSyntax
            ? (ExpressionSyntax)array.Parent
            : array;
        return new(node, text.ToString(), pieces.MoveToImmutable());
    }

    private static bool IsSpelled(ExpressionSyntax array, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (ElementAt(array, i) is not { } element || CharacterOf(element) is null)
                return false;
        }

        return true;
    }

    private static ExpressionSyntax? ElementAt(ExpressionSyntax array, int index) => array switch
    {
        InitializerExpressionSyntax initializer => initializer.Expressions[index],
        CollectionExpressionSyntax collection => (collection.Elements[index] as ExpressionElementSyntax)?.Expression,
        _ => null,
    };

    private static char? CharacterOf(ExpressionSyntax element)
    {
        if (element is CastExpressionSyntax cast)
            element = cast.Expression;

        return (element as LiteralExpressionSyntax)?.Token.Value switch
        {
            char c when IsPrintable(c) => c,
            int number and >= 0 and < 128 when IsPrintable((char)number) => (char)number,
            _ => null,
        };
    }

    private static bool IsPrintable(char c) => c is (>= ' ' and < '\u007F') or '\n' or '\r';
}
