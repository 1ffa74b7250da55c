using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers;

/// <summary>Every diagnostic of the package; each id has its page <c>docs/ID.md</c>, to which its help link leads.</summary>
/// <remarks>
/// Ids are never reused. Secrets stand in a message in their redacted form only. All are warnings, because what is not sure enough is
/// left out by <c>keysafety.minimum_confidence</c>, and a build shows nothing less.
/// </remarks>
internal static class Descriptors
{
    private const string Category = "Security";
    private const string Pages = "https://github.com/keysafety/keysafety/blob/main/analyzers/docs/";

    /// <summary>A credential whose format a vendor documents.</summary>
    public static readonly DiagnosticDescriptor KnownFormat = new(
        "KS0001", "Credential in source code", "{0} in source code: {1}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A string, byte or character array holds a credential whose format its vendor documents.", Page("KS0001"));

    /// <summary>A key that torque-server issued.</summary>
    public static readonly DiagnosticDescriptor OwnKey = new(
        "KS0002", "Key of torque-server in source code", "{0} in source code, its checksum is right: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A text holds a key that torque-server issued; its checksum leaves no doubt.", Page("KS0002"));

    /// <summary>A known format whose checksum fails.</summary>
    public static readonly DiagnosticDescriptor FailedCheck = new(
        "KS0003", "Credential with a wrong checksum", "{0} in source code, although its checksum is wrong: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A text has the format of a credential, but the checksum or structure that it carries does not hold: mistyped, cut or made up.", Page("KS0003"));

    /// <summary>A secret of no known format, found by the name that it is bound to.</summary>
    public static readonly DiagnosticDescriptor Named = new(
        "KS0004", "Secret under a telling name", "'{2}' is given a secret in source code: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A variable, property, parameter or key whose name tells of a secret is given a constant that looks like one.", Page("KS0004"));

    /// <summary>A constant in a place that is for secrets alone.</summary>
    public static readonly DiagnosticDescriptor Sink = new(
        "KS0005", "Constant where only a secret belongs", "{2} takes a secret, and here it is a constant: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A constant reaches a parameter or property of a library that takes passwords, keys or tokens.", Page("KS0005"));

    /// <summary>A secret in a comparison.</summary>
    public static readonly DiagnosticDescriptor Compared = new(
        "KS0006", "Comparison with a secret in source code", "'{2}' is compared with a secret in source code: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "Whoever reads the code knows what is accepted; besides, the time of the comparison tells about the secret.", Page("KS0006"));

    /// <summary>A secret inside a text with a syntax of its own.</summary>
    public static readonly DiagnosticDescriptor InText = new(
        "KS0007", "Password in a connection string, URL, header or command", "{0} in source code: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A connection string, URL, header, command line or embedded document holds its password.", Page("KS0007"));

    /// <summary>A secret in a configuration file.</summary>
    public static readonly DiagnosticDescriptor InFile = new(
        "KS0008", "Secret in a configuration file", "{0} in a configuration file: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A configuration file that belongs to the project holds a secret.", Page("KS0008"));

    /// <summary>A secret key in a program that its users hold.</summary>
    public static readonly DiagnosticDescriptor OnDevice = new(
        "KS0009", "Secret key in a browser or on a device", "{0} reaches every user of this program: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "What is compiled into a program for browsers or devices can be read by each of its users; a search-only scoped key may be there.", Page("KS0009"));

    /// <summary>Authentication switched off.</summary>
    public static readonly DiagnosticDescriptor AuthenticationOff = new(
        "KS0010", "Authentication switched off", "{0} switches authentication off", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The switch --no-auth or its setting lets everybody in; it is for development alone.", Page("KS0010"));

    /// <summary>A setting of ours that cannot be read.</summary>
    public static readonly DiagnosticDescriptor BadSetting = new(
        "KS0011", "Setting that cannot be read", "{0} {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A setting of the analyzers, or the baseline file, cannot be read; it counts as not given.", Page("KS0011"), WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A comment whose date is over.</summary>
    public static readonly DiagnosticDescriptor ExpiredAllow = new(
        "KS0012", "Accepted until a date that is over", "The comment {0} expired on {1}; what it accepted is reported again", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "An inline comment accepted a secret until a date, which is over.", Page("KS0012"));

    /// <summary>All, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        KnownFormat, OwnKey, FailedCheck, Named, Sink, Compared, InText, InFile, OnDevice, AuthenticationOff, BadSetting, ExpiredAllow);

    private static string Page(string id) => Pages + id + ".md";
}
