using System.Collections.Immutable;
using System.Text;
using KeySafety.Analyzers.Literals;
using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Finds the constants that may reach an expression, through conversions, choices, variables and members.</summary>
/// <remarks>
/// A small data flow without a graph: of a local the definitions before the use count, up to the last that is always met. It asks the
/// model for identifiers alone, and is itself asked for arguments of sinks alone.
/// </remarks>
internal sealed class ConstantReader
{
    // A chain of constants that a person writes is shorter; cycles of members end here as well.
    private const int MaxDepth = 12;
    private const int MaxConstants = 16;

    // Members that refer to each other in many branches would be walked without end.
    private const int MaxSteps = 500;

    private readonly ConstantOrigins _origins;
    private readonly List<ReachingConstant> _found = [];
    private int _steps;

    private ConstantReader(SemanticModel model, CancellationToken cancellation) => _origins = new(model, cancellation);

    /// <summary>The constants that may be the expression's value, in the order of the source.</summary>
    public static IReadOnlyList<ReachingConstant> Read(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation)
    {
        var reader = new ConstantReader(model, cancellation);
        reader.Collect(expression, depth: 0);
        return reader._found;
    }

    private void Collect(ExpressionSyntax? expression, int depth)
    {
        if (depth > MaxDepth || _found.Count >= MaxConstants || ++_steps > MaxSteps)
            return;

        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner: Collect(inner.Expression, depth + 1); break;
            case CastExpressionSyntax cast: Collect(cast.Expression, depth + 1); break;
            case PostfixUnaryExpressionSyntax postfix: Collect(postfix.Operand, depth + 1); break;
            case AssignmentExpressionSyntax assignment: Collect(assignment.Right, depth + 1); break;
            case ConditionalExpressionSyntax choice: CollectAll([choice.WhenTrue, choice.WhenFalse], depth + 1); break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression): CollectAll([binary.Left, binary.Right], depth + 1); break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AddExpression): AddJoined(Operands(binary).Select(Whole), depth + 1); break;
            case SwitchExpressionSyntax choice: CollectAll(choice.Arms.Select(static arm => arm.Expression), depth + 1); break;
            case LiteralExpressionSyntax { Token.Value: string } literal: _found.Add(ReachingConstant.Of(LiteralReader.Of(literal))); break;
            case LiteralExpressionSyntax utf8 when utf8.IsKind(SyntaxKind.Utf8StringLiteralExpression): _found.Add(ReachingConstant.Of(LiteralReader.Of(utf8))); break;
            case InterpolatedStringExpressionSyntax interpolated: AddJoined(interpolated.Contents.Select(Whole), depth + 1); break;
            case InvocationExpressionSyntax call: CollectCall(call, depth + 1); break;
            case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } creation when IsWrapper(creation):
                Collect(arguments[0].Expression, depth + 1);
                break;
            case IdentifierNameSyntax or MemberAccessExpressionSyntax: CollectAll(_origins.Of(expression), depth + 1); break;
            case not null when ConstantBytes.Read(expression) is { } bytes: _found.Add(ReachingConstant.Of(bytes)); break;
        }
    }

    private void CollectAll(IEnumerable<ExpressionSyntax> expressions, int depth)
    {
        foreach (var expression in expressions)
            Collect(expression, depth);
    }

    private void CollectCall(InvocationExpressionSyntax call, int depth)
    {
        var method = ExpressionNames.MethodOf(call);
        var arguments = call.ArgumentList.Arguments;
        if (method is "Format" or "Concat" or "Join" && arguments.Count > 1)
        {
            var expressions = arguments.Select(static argument => argument.Expression);
            AddJoined(method == "Format" ? TextPart.OfFormat([.. expressions]) : [.. (method == "Join" ? expressions.Skip(1) : expressions).Select(Whole)], depth);
        }
        else if (Conversions.IsConversion(method) || IsDerivation(method))
        {
            // "text".ToCharArray(), Encoding.UTF8.GetBytes("text")
            var before = _found.Count;
            if (call.Expression is MemberAccessExpressionSyntax member)
                Collect(member.Expression, depth);
            if (_found.Count == before && arguments.Count > 0)
                Collect(arguments[0].Expression, depth);
        }
        else
        {
            CollectAll(_origins.Of(call), depth);
        }
    }

    // What comes out of these is as secret as what went in.
    private static bool IsDerivation(string? method) =>
        method is "ToBase64String" or "ToHexString" or "HashData" or "ComputeHash" or "Sha256" or "Sha512" or "PadRight" or "PadLeft" or "Substring" or "Take" or "Slice"
            or "ToUpper" or "ToLower" or "ToUpperInvariant" or "ToLowerInvariant" or "Replace" or "Reverse" or "ToList" or "Hash" or "CreateFromBase64"
        || (method?.IndexOf("Secure", StringComparison.Ordinal) >= 0);

    private static bool IsWrapper(BaseObjectCreationExpressionSyntax creation) => creation is ObjectCreationExpressionSyntax explicitly
        && explicitly.Type.ToString() is "ReadOnlySpan<byte>" or "Span<byte>" or "ReadOnlyMemory<byte>" or "Memory<byte>" or "ReadOnlySpan<char>" or "String" or "StringBuilder"
            or "ArraySegment<byte>" or "StringValues";

    private static Stack<SyntaxNode> Operands(BinaryExpressionSyntax sum)
    {
        var operands = new Stack<SyntaxNode>();
        ExpressionSyntax left = sum;
        while (left is BinaryExpressionSyntax binary && binary.IsKind(SyntaxKind.AddExpression))
        {
            operands.Push(binary.Right);
            left = binary.Left;
        }

        operands.Push(left);
        return operands;
    }

    private static TextPart Whole(SyntaxNode node) => new(node);

    // Of a choice inside a text, the first stands for all.
    private void AddJoined(IEnumerable<TextPart> parts, int depth)
    {
        var text = new StringBuilder();
        var pieces = ImmutableArray.CreateBuilder<ReachingPiece>();
        var before = _found.Count;
        foreach (var part in parts)
        {
            AddPart(part, depth);
            if (_found.Count == before)
            {
                text.Append(ReachingConstant.Hole);
                continue;
            }

            var constant = _found[before];
            _found.RemoveRange(before, _found.Count - before);
            foreach (var piece in constant.Pieces)
                pieces.Add(piece with { Start = piece.Start + text.Length });
            text.Append(constant.Text);
        }

        if (pieces.Count > 0)
            _found.Add(new(text.ToString(), pieces.ToImmutable()));
    }

    private void AddPart(TextPart part, int depth)
    {
        switch (part.Node)
        {
            case LiteralExpressionSyntax when part.Length >= 0:
                _found.Add(part.Stretch());
                break;
            case InterpolatedStringTextSyntax { Parent: ExpressionSyntax owner } written:
                var token = written.TextToken;
                _found.Add(ReachingConstant.Of(new(owner, token.ValueText, ImmutableArray.Create(new LiteralPiece(0, token.ValueText.Length, token, IsWritten: true)))));
                break;
            case InterpolationSyntax interpolation:
                Collect(interpolation.Expression, depth + 1);
                break;
            case ExpressionSyntax expression:
                Collect(expression, depth + 1);
                break;
        }
    }
}
