using KeySafety.Analyzers.Names;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Finds what a call, a creation or an assignment hands to sinks: by the names in the source first, then by the model.</summary>
internal readonly struct SinkFinder(SinkTable table, SinkTypes types, Detector detector, SemanticModel model, CancellationToken cancellation)
{
    /// <summary>The kinds of nodes that hand something over.</summary>
    public static SyntaxKind[] Kinds { get; } =
    [
        SyntaxKind.InvocationExpression, SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression, SyntaxKind.BaseConstructorInitializer,
        SyntaxKind.PrimaryConstructorBaseType, SyntaxKind.SimpleAssignmentExpression, SyntaxKind.CoalesceAssignmentExpression, SyntaxKind.CoalesceExpression,
    ];

    /// <summary>What a node hands to sinks; to be asked where <see cref="SinkSyntax.MayHandOver"/> says that it may.</summary>
    public IEnumerable<SinkUse> Find(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => OfCall(call),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } creation => OfCreation(creation, creation.ArgumentList!),
        ConstructorInitializerSyntax { ArgumentList.Arguments.Count: > 0 } initializer => OfCreation(initializer, initializer.ArgumentList),
        PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments.Count: > 0 } initializer => OfCreation(initializer, initializer.ArgumentList),
        AssignmentExpressionSyntax assignment => OfAssignment(assignment),
        BinaryExpressionSyntax binary => new KeyedSinks(detector, model, cancellation).OfCoalesce(binary),
        _ => [],
    };

    private IEnumerable<SinkUse> OfCall(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments.Count == 0)
            return [];

        var method = ExpressionNames.MethodOf(call);
        if (method == "AppendChar")
            return SecureStrings.UsesOf(call, model, cancellation);

        var sinks = table.Members(method);
        return sinks.Count > 0 ? OfArguments(sinks, call, call.ArgumentList)
            : KeyedSinks.MayBe(method) ? new KeyedSinks(detector, model, cancellation).OfCall(call)
            : [];
    }

    private IEnumerable<SinkUse> OfCreation(SyntaxNode creation, ArgumentListSyntax arguments)
    {
        var name = SinkSyntax.TypeOf(creation) ?? model.GetSymbolInfo(creation, cancellation).Symbol?.ContainingType.Name;
        var sinks = table.Constructors(name);
        return sinks.Count == 0 ? [] : OfArguments(sinks, creation, arguments);
    }

    private IEnumerable<SinkUse> OfArguments(IReadOnlyList<Sink> sinks, SyntaxNode node, ArgumentListSyntax list)
    {
        if (!types.HasAny(sinks))
            yield break;

        var symbols = model.GetSymbolInfo(node, cancellation);
        if ((symbols.Symbol ?? symbols.CandidateSymbols.FirstOrDefault()) is not IMethodSymbol method)
            yield break;

        var parameters = method.Parameters;
        for (var i = 0; i < list.Arguments.Count; i++)
        {
            var argument = list.Arguments[i];
            var parameter = argument.NameColon?.Name.Identifier.ValueText
                ?? (i < parameters.Length ? parameters[i].Name : parameters.Length > 0 && parameters[parameters.Length - 1].IsParams ? parameters[parameters.Length - 1].Name : null);
            foreach (var sink in sinks)
            {
                if ((sink.ParameterName is null || sink.ParameterName == parameter) && SinkTable.IsOf(sink, (method.ReducedFrom ?? method).ContainingType))
                {
                    yield return new SinkUse(sink.ParameterName is null || sink.MemberName == Sink.Constructor ? sink.DisplayName : $"{sink.DisplayName}({parameter})", sink.Kind, argument.Expression);
                    break;
                }
            }
        }
    }

    private IEnumerable<SinkUse> OfAssignment(AssignmentExpressionSyntax assignment)
    {
        if (assignment.Left is ElementAccessExpressionSyntax or ImplicitElementAccessSyntax)
            return new KeyedSinks(detector, model, cancellation).OfAssignment(assignment);

        var sinks = table.Members(SinkSyntax.MemberOf(assignment));
        return sinks.Count > 0 && types.HasAny(sinks) && model.GetSymbolInfo(assignment.Left, cancellation).Symbol is { Kind: SymbolKind.Property or SymbolKind.Field } symbol
            ? OfMember(sinks, symbol.ContainingType, assignment.Right)
            : [];
    }

    private static IEnumerable<SinkUse> OfMember(IReadOnlyList<Sink> sinks, INamedTypeSymbol type, ExpressionSyntax value)
    {
        foreach (var sink in sinks)
        {
            if (sink.ParameterName is null && SinkTable.IsOf(sink, type))
                return [new SinkUse(sink.DisplayName, sink.Kind, value)];
        }

        return [];
    }
}
