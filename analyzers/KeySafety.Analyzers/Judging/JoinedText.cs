using KeySafety.Analyzers.Literals;
using KeySafety.Analyzers.Names;
using KeySafety.Analyzers.Sinks;
using KeySafety.Detection;
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
    private static char[]? Kept;

    /// <summary>The text that an expression joins, with what constants add to it; null where it can be no secret.</summary>
    /// <param name="expression">The outermost sum, or an interpolated string.</param>
    /// <param name="detector">The engine.</param>
    /// <param name="model">Resolves constants by name, which only a text needs that they can complete; null for a text of another file.</param>
    /// <param name="cancellation">Ends it.</param>
    public static LiteralText? Read(ExpressionSyntax expression, Detector detector, SemanticModel? model, CancellationToken cancellation)
    {
        var reading = Judge(expression, detector);
        if (reading == Reading.Never)
            return null;

        var needsConstants = (reading == Reading.WithConstants && expression.DescendantNodes().Any(MayBeConstant))
            || NameReader.NamesOf(expression, model: null, cancellation).Any(name => detector.IsTelling(name.Name));
        return LiteralReader.Of(expression, needsConstants ? model : null, cancellation);
    }

    /// <summary>What has to be done with a joined text; it is read without an answer where it is nested too deep to tell.</summary>
    public static Reading Judge(ExpressionSyntax expression, Detector detector)
    {
        var buffer = new JoinedCharacters(Kept ?? new char[FirstCapacity]);
        var isWhole = Add(expression, ref buffer, 0);
        Kept = buffer.Characters.Length <= MaxKept ? buffer.Characters : null;
        return !isWhole || buffer.HasConstantInToken ? Reading.WithConstants
            : LiteralJudge.IsWorthAsking(buffer.Characters.AsSpan(0, buffer.Length), detector) ? Reading.AsWritten
            : Reading.Never;
    }

    // A constant of another type is behind the type's name; what is behind a variable is none.
    private static bool MayBeConstant(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax { Parent: not MemberAccessExpressionSyntax } name => ConstantSyntax.MayReach(name),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } => owner.Identifier.ValueText is { Length: > 0 } text && char.IsUpper(text[0]),
        MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax } => true,
        _ => false,
    };

    private static bool Add(ExpressionSyntax expression, ref JoinedCharacters buffer, int depth)
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

    private static bool AddOperand(ExpressionSyntax operand, ref JoinedCharacters buffer)
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
                    buffer.AddHole(mayBeConstant: false);
            }
        }
        else
        {
            AddValue(operand, ref buffer);
        }

        return true;
    }

    private static void AddValue(ExpressionSyntax expression, ref JoinedCharacters buffer)
    {
        if (expression is LiteralExpressionSyntax literal && (literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.CharacterLiteralExpression)))
            buffer.Add(literal.Token.ValueText);
        else
            buffer.AddHole(mayBeConstant: expression is IdentifierNameSyntax or MemberAccessExpressionSyntax);
    }

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
            expression = parenthesized.Expression;
        return expression;
    }

    /// <summary>What to do with a joined text.</summary>
    public enum Reading
    {
        /// <summary>It can be no secret.</summary>
        Never,

        /// <summary>Constants by name change nothing about it.</summary>
        AsWritten,

        /// <summary>A name beside a part of a token may be of the constant that completes it.</summary>
        WithConstants,
    }
}
