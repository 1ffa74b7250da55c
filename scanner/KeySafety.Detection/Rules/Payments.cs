using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Keys that move money.</summary>
internal static class Payments
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("stripe-secret-key", "Stripe secret key", "https://docs.stripe.com/keys",
            ["sk_{one:live|test|prod}_{base62:20-247}"], "the Stripe dashboard under Developers, API keys"),
        Token("stripe-restricted-key", "Stripe restricted key", "https://docs.stripe.com/keys#limit-access",
            ["rk_{one:live|test|prod}_{base62:20-247}"], "the Stripe dashboard under Developers, API keys"),
    ];
}
