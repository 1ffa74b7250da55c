using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>Finds the names that a text is bound to, by climbing from its expression.</summary>
/// <remarks>
/// The nearest come first. Syntax answers almost always; the model is asked for the name of a parameter or a tuple's element alone.
/// Whoever adds a syntactic place adds a case here, and a test that finds and one that stays silent.
/// </remarks>
internal readonly struct NameReader(SemanticModel? model, CancellationToken cancellation)
{
    // Deeper nesting than a person writes: random code may nest without end.
    private const int MaxClimb = 32;

    private readonly List<BoundName> _names = [];

    /// <summary>The names that an expression's value is bound to; empty where there are none.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="model">Knows the names of parameters; without it, only those are read that stand in the source.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IReadOnlyList<BoundName> NamesOf(ExpressionSyntax expression, SemanticModel? model, CancellationToken cancellation)
    {
        var reader = new NameReader(model, cancellation);
        reader.Climb(expression);
        return reader._names;
    }

    private void Climb(SyntaxNode node)
    {
        for (var i = 0; i < MaxClimb && node.Parent is { } parent; i++)
        {
            if (!IsPassedOn(node, parent))
            {
                ReadParent(node, parent);
                return;
            }

            node = parent;
        }
    }

    /// <summary>Whether the parent's value is, or may be, the node's value.</summary>
    private bool IsPassedOn(SyntaxNode node, SyntaxNode parent)
    {
        switch (parent)
        {
            case ParenthesizedExpressionSyntax or CastExpressionSyntax or CheckedExpressionSyntax or SwitchExpressionSyntax:
            case PostfixUnaryExpressionSyntax when parent.IsKind(SyntaxKind.SuppressNullableWarningExpression):
            case ConditionalExpressionSyntax conditional when conditional.Condition != node:
            case SwitchExpressionArmSyntax arm when arm.Expression == node:
            case ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or StackAllocArrayCreationExpressionSyntax:
            case CollectionExpressionSyntax or ExpressionElementSyntax:
            case InitializerExpressionSyntax when parent.IsKind(SyntaxKind.ArrayInitializerExpression) || parent.IsKind(SyntaxKind.CollectionInitializerExpression):
                return parent is not SwitchExpressionSyntax governed || governed.GoverningExpression != node;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression):
                // config["Db:Password"] ?? "literal": the other side names it, too.
                if (binary.Right == node)
                    Add(ExpressionNames.NameOf(binary.Left));
                return true;
            case MemberAccessExpressionSyntax member when member.Expression == node && Conversions.IsConversion(member.Name.Identifier.ValueText):
            case InvocationExpressionSyntax invocation when invocation.Expression == node && node is MemberAccessExpressionSyntax:
                return true;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } when Conversions.IsConversion(ExpressionNames.MethodOf(call)):
            case ArgumentListSyntax { Parent: InvocationExpressionSyntax outer } when Conversions.IsConversion(ExpressionNames.MethodOf(outer)):
            case InvocationExpressionSyntax converted when node is ArgumentListSyntax && Conversions.IsConversion(ExpressionNames.MethodOf(converted)):
                return true;
            default:
                return false;
        }
    }

    private void ReadParent(SyntaxNode node, SyntaxNode parent)
    {
        switch (parent)
        {
            case EqualsValueClauseSyntax clause:
                Add(DeclarationNames.NameOf(clause.Parent));
                break;
            case AssignmentExpressionSyntax assignment when assignment.Right == node:
                Add(ExpressionNames.NameOf(assignment.Left));
                break;
            case ArgumentSyntax { Parent: TupleExpressionSyntax tuple } element:
                AddAll(TupleNames.NamesOf(element, tuple, model, cancellation));
                break;
            case ArgumentSyntax argument:
                AddAll(ArgumentNames.NamesOf(argument, model, cancellation));
                break;
            case AttributeArgumentSyntax argument:
                Add(ArgumentNames.NameOf(argument, model, cancellation));
                break;
            case AnonymousObjectMemberDeclaratorSyntax { NameEquals: { } name }:
                Add(name.Name.Identifier.ValueText);
                break;
            case InitializerExpressionSyntax pair when pair.IsKind(SyntaxKind.ComplexElementInitializerExpression):
                Add(ArgumentNames.KeyBefore(pair.Expressions, pair.Expressions.IndexOf((ExpressionSyntax)node)));
                break;
            case ArrowExpressionClauseSyntax or ReturnStatementSyntax or YieldStatementSyntax:
                Add(DeclarationNames.NameOfMember(parent));
                break;
            default:
                AddAll(ComparedNames.NamesOf(node, parent));
                break;
        }
    }

    private void AddAll(IEnumerable<BoundName> names) => _names.AddRange(names);

    private void Add(string? name)
    {
        if (name is { Length: > 0 })
            _names.Add(new BoundName(name));
    }
}
