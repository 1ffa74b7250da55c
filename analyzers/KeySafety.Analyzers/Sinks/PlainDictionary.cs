using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Tells by the syntax where a key is set in a dictionary that stands for nothing else, as most of them do.</summary>
internal static class PlainDictionary
{
    private static readonly HashSet<string> Types = new(
        "Dictionary IDictionary ConcurrentDictionary SortedDictionary SortedList Hashtable OrderedDictionary JsonObject JObject ViewDataDictionary ExpandoObject List".Split(' '),
        StringComparer.Ordinal);

    /// <summary>Whether <c>x["key"] = value</c>, or <c>["key"] = value</c> in an initializer, is one of a type that the source names so.</summary>
    public static bool Is(AssignmentExpressionSyntax assignment)
    {
        var type = assignment.Left switch
        {
            ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax name } => TypeOf(name),
            ImplicitElementAccessSyntax => assignment.Parent?.Parent switch
            {
                ObjectCreationExpressionSyntax creation => SinkSyntax.SimpleName(creation.Type),
                ImplicitObjectCreationExpressionSyntax creation => SinkSyntax.SimpleName(SinkSyntax.DeclaredType(creation)),
                _ => null,
            },
            _ => null,
        };
        return type is not null && Types.Contains(type);
    }

    // A field, property, parameter or local whose type is written beside it.
    private static string? TypeOf(IdentifierNameSyntax use)
    {
        var name = use.Identifier.ValueText;
        for (SyntaxNode? scope = use.Parent; scope is not null; scope = scope.Parent)
        {
            var type = scope switch
            {
                BlockSyntax block => TypeIn(block.Statements, name),
                BaseMethodDeclarationSyntax method => TypeIn(method.ParameterList, name),
                LocalFunctionStatementSyntax function => TypeIn(function.ParameterList, name),
                TypeDeclarationSyntax owner => TypeIn(owner, name),
                _ => null,
            };
            if (type is not null)
                return type;
        }

        return null;
    }

    private static string? TypeIn(SyntaxList<StatementSyntax> statements, string name)
    {
        foreach (var statement in statements)
        {
            if (statement is LocalDeclarationStatementSyntax { Declaration: var declaration } && TypeIn(declaration, name) is { } type)
                return type;
        }

        return null;
    }

    private static string? TypeIn(TypeDeclarationSyntax owner, string name)
    {
        foreach (var member in owner.Members)
        {
            var type = member switch
            {
                FieldDeclarationSyntax field => TypeIn(field.Declaration, name),
                PropertyDeclarationSyntax property when property.Identifier.ValueText == name => SinkSyntax.SimpleName(property.Type),
                _ => null,
            };
            if (type is not null)
                return type;
        }

        return null;
    }

    private static string? TypeIn(ParameterListSyntax list, string name)
    {
        foreach (var parameter in list.Parameters)
        {
            if (parameter.Identifier.ValueText == name)
                return SinkSyntax.SimpleName(parameter.Type);
        }

        return null;
    }

    private static string? TypeIn(VariableDeclarationSyntax declaration, string name)
    {
        foreach (var variable in declaration.Variables)
        {
            if (variable.Identifier.ValueText == name)
            {
                return variable.Initializer?.Value is ObjectCreationExpressionSyntax creation && SinkSyntax.SimpleName(declaration.Type) == "var"
                    ? SinkSyntax.SimpleName(creation.Type)
                    : SinkSyntax.SimpleName(declaration.Type);
            }
        }

        return null;
    }
}
