using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Literals;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Turns what reaches a sink into findings, without those that are reported for the literal itself.</summary>
internal readonly struct SinkJudge(PathSettings settings, bool isTestProject, SemanticModel model, CancellationToken cancellation)
{
    /// <summary>What to report of a use, and where: at the secret, or at the expression where that stands in another file.</summary>
    public IEnumerable<(Judgement Judgement, TextSpan Span)> Judge(SinkUse use)
    {
        foreach (var constant in ConstantReader.Read(use.Value, model, cancellation))
        {
            if (Judge(use, constant) is { } judged)
                yield return judged;
        }
    }

    /// <summary>What to report of one constant.</summary>
    public (Judgement Judgement, TextSpan Span)? Judge(SinkUse use, ReachingConstant constant)
    {
        if (SinkValue.Find(use.Kind, constant.Text) is not { } part || constant.Find(part.Start, part.Length) is not { } place || IsReported(place.Literal, place.Span))
            return null;

        var confidence = isTestProject || use.Kind == SecretKind.Fallback ? Confidence.Low : Confidence.Medium;
        var finding = TextFinding.Create(part.RuleName, confidence, constant.Text, part.Start, part.Length);
        return (new(finding, Descriptors.Sink, use.Name), place.Literal.Node.SyntaxTree == model.SyntaxTree ? place.Span : use.Value.Span);
    }

    // The same question as the rule over texts asks, so the same answer.
    private bool IsReported(LiteralText literal, TextSpan span)
    {
        var node = literal.Node;
        while (LiteralReader.IsPart(node))
            node = node.FirstAncestorOrSelf<BinaryExpressionSyntax>(outer => outer != node)!;
        if (WholeOf(node, node.SyntaxTree == model.SyntaxTree ? model : null) is not { } whole)
            return false;

        foreach (var judgement in LiteralJudge.Judge(whole, settings, isTestProject, model, cancellation))
        {
            if (whole.SpanOf(judgement.Finding.Start, judgement.Finding.Length).OverlapsWith(span))
                return true;
        }

        return false;
    }

    private LiteralText? WholeOf(ExpressionSyntax node, SemanticModel? ownModel) => node switch
    {
        LiteralExpressionSyntax { Token.Value: string } literal => LiteralReader.Of(literal),
        BinaryExpressionSyntax or InterpolatedStringExpressionSyntax => JoinedText.Read(node, settings.Detector, ownModel, cancellation),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => SpelledArray.Read(initializer),
        ImplicitArrayCreationExpressionSyntax array => SpelledArray.Read(array.Initializer),
        CollectionExpressionSyntax or InitializerExpressionSyntax => SpelledArray.Read(node),
        _ => null,
    };
}
