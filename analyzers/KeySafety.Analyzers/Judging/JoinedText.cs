using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Judging;

/// <summary>Joins what an expression spells without allocating, to drop at once what cannot be a secret.</summary>
/// <remarks>
/// The same text as <see cref="LiteralReader"/> joins without a model; that also says where each part stands, which costs a
/// builder and a list for each of the many texts that are nothing.
/// </remarks>
internal static class JoinedText
{
    // Right operands nest only in parentheses; a deeper expression is left to the reader, which has a stack of its own.
    private const int MaxDepth = 32;
    private const int FirstCapacity = 512;

    // A buffer that has become larger than this is not kept.
    private const int MaxKept = 64 * 1024;

    [ThreadStatic]
    private static char[]? _kept;

    /// <summary>Whether the joined text has to be read; also true where it is nested too deep to tell.</summary>
    public static bool IsWorthAsking(ExpressionSyntax expression)
    {
        var buffer = new Buffer(_kept ?? new char[FirstCapacity]);
        var isWhole = Add(expression, ref buffer, 0);
        _kept = buffer.Characters.Length <= MaxKept ? buffer.Characters : null;
        return !isWhole || LiteralJudge.IsWorthAsking(buffer.Characters.AsSpan(0, buffer.Length));
    }

    private static bool Add(ExpressionSyntax expression, ref Buffer buffer, int depth)
    {
        if (depth > MaxDepth)
            return false;

        // From the leftmost operand upwards: a generated sum may have thousands.
        var top = Unwrap(expression);
        var node = top;
        while (node is BinaryExpressionSyntax sum && sum.IsKind(SyntaxKind.AddExpression))
            node = sum.Left;

        var isWhole = node is ParenthesizedExpressionSyntax ? Add(node, ref buffer, depth + 1) : AddOperand(node, ref buffer);
        while (isWhole && node != top)
        {
            var sum = (BinaryExpressionSyntax)node.Parent!;
            isWhole = Add(sum.Right, ref buffer, depth + 1);
            node = sum;
        }

        return isWhole;
    }

    private static bool AddOperand(ExpressionSyntax operand, ref Buffer buffer)
    {
        if (operand is InterpolatedStringExpressionSyntax interpolated)
        {
            foreach (var content in interpolated.Contents)
            {
                if (content is InterpolatedStringTextSyntax text)
                    buffer.Add(text.TextToken.ValueText);
                else if (content is InterpolationSyntax { AlignmentClause: null, FormatClause: null } interpolation)
                    AddValue(Unwrap(interpolation.Expression), ref buffer);
                else
                    buffer.Add(LiteralText.Hole);
            }
        }
        else
        {
            AddValue(operand, ref buffer);
        }

        return true;
    }

    private static void AddValue(ExpressionSyntax expression, ref Buffer buffer) =>
        buffer.Add(expression is LiteralExpressionSyntax literal
            && (literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.CharacterLiteralExpression))
            ? literal.Token.ValueText
            : LiteralText.Hole);

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
            expression = parenthesized.Expression;
        return expression;
    }

    private struct Buffer(char[] characters)
    {
        public char[] Characters { get; private set; } = characters;

        public int Length { get; private set; }

        public void Add(string text)
        {
            if (Length + text.Length > Characters.Length)
            {
                var larger = new char[Math.Max(Length + text.Length, Characters.Length * 2)];
                Characters.AsSpan(0, Length).CopyTo(larger);
                Characters = larger;
            }

            text.AsSpan().CopyTo(Characters.AsSpan(Length));
            Length += text.Length;
        }
    }
}
