using KeySafety.Analyzers.Judging;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>The names that one run has given to secrets: the same secret keeps its name, another one gets a number behind it.</summary>
internal sealed class GivenNames
{
    private readonly Dictionary<string, string> _fingerprints = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name, or the first with a number that no other secret has.</summary>
    public SecretName For(Diagnostic diagnostic, SecretName name)
    {
        var fingerprint = diagnostic.Properties.TryGetValue(SecretDiagnostic.FingerprintProperty, out var found) && found is not null ? found : diagnostic.Location.ToString();
        for (var number = 1; ; number++)
        {
            var numbered = number == 1 ? name : name.WithNumber(number);

            // Keys that differ in their colons alone are the same variable.
            if (!_fingerprints.TryGetValue(numbered.Variable, out var owner))
                _fingerprints.Add(numbered.Variable, owner = fingerprint);
            if (owner == fingerprint)
                return numbered;
        }
    }
}
