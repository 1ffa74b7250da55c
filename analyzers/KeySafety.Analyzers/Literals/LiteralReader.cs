using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Literals;

/// <summary>Joins what an expression spells: <c>"a" + B + $"c{d}"</c> is one text.</summary>
internal readonly struct LiteralReader
{
    private readonly StringBuilder _text;
    private readonly ImmutableArray<LiteralPiece>.Builder _pieces;
    private readonly SemanticModel? _model;
    private readonly CancellationToken _cancellation;

    private LiteralReader(SemanticModel? model, CancellationToken cancellation)
    {
        _text = new StringBuilder();
        _pieces = ImmutableArray.CreateBuilder<LiteralPiece>();
        _model = model;
        _cancellation = cancellation;
    }

    /// <summary>The text of a string literal.</summary>
    public static LiteralText Of(LiteralExpressionSyntax literal) =>
        new(literal, literal.Token.ValueText, ImmutableArray.Create(new LiteralPiece(0, literal.Token.ValueText.Length, literal.Token, IsWritten: true)));

    /// <summary>The text of an interpolated string or a concatenation.</summary>
    /// <param name="expression">The outermost of them.</param>
    /// <param name="model">Resolves constants by name; without it, they are holes.</param>
    /// <param name="cancellation">Ends it.</param>
    public static LiteralText Of(ExpressionSyntax expression, SemanticModel? model, CancellationToken cancellation)
    {
        var reader = new LiteralReader(model, cancellation);
        reader.Add(expression);
        return new(expression, reader._text.ToString(), reader._pieces.ToImmutable());
    }

    /// <summary>Whether a node is a part of a larger text, which is read as one.</summary>
    public static bool IsPart(ExpressionSyntax node)
    {
        var parent = node.Parent;
        while (parent is ParenthesizedExpressionSyntax)
            parent = parent.Parent;
        return parent.IsKind(SyntaxKind.AddExpression);
    }

    /// <summary>Whether a sum has a text among its operands, so that it is a concatenation.</summary>
    public static bool HasText(BinaryExpressionSyntax sum)
    {
        ExpressionSyntax expression = sum;
        while (Unwrap(expression) is BinaryExpressionSyntax binary && binary.IsKind(SyntaxKind.AddExpression))
        {
            if (IsText(Unwrap(binary.Right)))
                return true;
            expression = binary.Left;
        }

        return IsText(Unwrap(expression));
    }

    private static bool IsText(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.StringLiteralExpression) || expression.IsKind(SyntaxKind.InterpolatedStringExpression)
        || (expression is BinaryExpressionSyntax binary && binary.IsKind(SyntaxKind.AddExpression) && HasText(binary));

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
            expression = parenthesized.Expression;
        return expression;
    }

    // Left operands are walked in a loop: a generated sum may have thousands.
    private void Add(ExpressionSyntax expression)
    {
        var operands = new Stack<ExpressionSyntax>();
        operands.Push(expression);
        while (operands.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            switch (Unwrap(operands.Pop()))
            {
                case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AddExpression):
                    operands.Push(binary.Right);
                    operands.Push(binary.Left);
                    break;
                case LiteralExpressionSyntax literal when literal.Token.Value is string or char:
                    Add(literal.Token.ValueText, literal.Token, isWritten: true);
                    break;
                case InterpolatedStringExpressionSyntax interpolated:
                    AddContents(interpolated);
                    break;
                case var other:
                    AddConstant(other);
                    break;
            }
        }
    }

    private void AddContents(InterpolatedStringExpressionSyntax interpolated)
    {
        foreach (var content in interpolated.Contents)
        {
            if (content is InterpolatedStringTextSyntax text)
                Add(text.TextToken.ValueText, text.TextToken, isWritten: true);
            else if (content is InterpolationSyntax { AlignmentClause: null, FormatClause: null } interpolation)
                AddValue(Unwrap(interpolation.Expression));
            else
                _text.Append(LiteralText.Hole);
        }
    }

    private void AddValue(ExpressionSyntax expression)
    {
        if (expression is LiteralExpressionSyntax { Token.Value: string or char } literal)
            Add(literal.Token.ValueText, literal.Token, isWritten: true);
        else
            AddConstant(expression);
    }

    private void AddConstant(ExpressionSyntax expression)
    {
        if (_model is not null
            && expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
            && _model.GetConstantValue(expression, _cancellation) is { HasValue: true, Value: string or char } constant)
        {
            Add(constant.Value.ToString()!, expression, isWritten: false);
        }
        else
        {
            _text.Append(LiteralText.Hole);
        }
    }

    private void Add(string text, SyntaxNodeOrToken source, bool isWritten)
    {
        _pieces.Add(new LiteralPiece(_text.Length, text.Length, source, isWritten));
        _text.Append(text);
    }
}
