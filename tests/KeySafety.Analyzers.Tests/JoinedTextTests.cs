using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Literals;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Tests;

/// <summary>The text that is joined without allocating is the one that the reader joins, and the answer about it the same.</summary>
public sealed class JoinedTextTests
{
    [Fact]
    public void RandomExpressions_AreJudgedAsTheReaderReadsThem()
    {
        var random = new Random(7);
        for (var i = 0; i < 3_000; i++)
        {
            var expression = SyntaxFactory.ParseExpression(Expression(random, 4));
            if (expression is not (InterpolatedStringExpressionSyntax or BinaryExpressionSyntax))
                continue;

            var text = LiteralReader.Of(expression, model: null, CancellationToken.None).Text;
            var reading = JoinedText.Judge(expression, Detector.Default);
            if (reading != JoinedText.Reading.WithConstants)
                Assert.Equal(LiteralJudge.IsWorthAsking(text.AsSpan(), Detector.Default), reading == JoinedText.Reading.AsWritten);
        }
    }

    [Fact]
    public void TextsForPeople_AllocateNothing()
    {
        var texts = SyntaxFactory.ParseCompilationUnit("""class C { string M(int i, string s) => $"Page {i} of {i + 1}" + s + ", " + $"{s}!"; }""")
            .DescendantNodes().OfType<ExpressionSyntax>()
            .Where(static node => node.Kind() is SyntaxKind.AddExpression or SyntaxKind.InterpolatedStringExpression).ToList();
        var before = 0L;
        for (var round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var text in texts)
                JoinedText.Judge(text, Detector.Default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Expression(Random random, int depth) => random.Next(depth > 0 ? 7 : 3) switch
    {
        0 => "\"ab12\"",
        1 => "name",
        2 => "\"Key=\"",
        3 => $"({Expression(random, depth - 1)})",
        4 => $"$\"x{{{Expression(random, depth - 1).Replace("\"", "", StringComparison.Ordinal)}}}9\"",
        _ => $"{Expression(random, depth - 1)} + {Expression(random, depth - 1)}",
    };
}
