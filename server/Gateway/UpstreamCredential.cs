namespace KeySafety.Server.Gateway;

/// <summary>What the gateway itself presents to the service behind it.</summary>
/// <param name="Header">That carries it.</param>
/// <param name="Scheme">In front of the secret; empty for none.</param>
/// <param name="Secret">Read again when its file changes.</param>
internal sealed record UpstreamCredential(string Header, string Scheme, SecretSource Secret)
{
    /// <summary>Reads the keys of a route or a cluster; null where there are none.</summary>
    /// <exception cref="StartupException">They contradict each other, or the secret is not to be had.</exception>
    public static UpstreamCredential? Read(IReadOnlyDictionary<string, string>? metadata)
    {
        var (file, variable) = (Of(GatewayKeys.UpstreamFile), Of(GatewayKeys.UpstreamVariable));
        var (header, scheme) = (Of(GatewayKeys.UpstreamHeader), Of(GatewayKeys.UpstreamScheme));
        if (file is null && variable is null)
        {
            return header is null && scheme is null
                ? null
                : throw new StartupException($"`{(header is null ? GatewayKeys.UpstreamScheme : GatewayKeys.UpstreamHeader)}`: there is no secret; give {GatewayKeys.UpstreamFile} or {GatewayKeys.UpstreamVariable}");
        }

        if (file is not null && variable is not null)
            throw new StartupException($"`{GatewayKeys.UpstreamFile}`: give the secret in a file or in a variable, not both");
        if (header is not null && (header.Length == 0 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            throw new StartupException($"`{GatewayKeys.UpstreamHeader}`: `{header}` is no name of a header");

        header ??= "Authorization";
        scheme ??= header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "Bearer" : string.Empty;
        return new UpstreamCredential(header, scheme, ReadSecret(file, variable));

        string? Of(string name) => metadata?.GetValueOrDefault(name);
    }

    private static SecretSource ReadSecret(string? file, string? variable)
    {
        try
        {
            return file is not null ? SecretSource.OfFile(file) : SecretSource.OfVariable(variable!);
        }
        catch (StartupException problem)
        {
            throw new StartupException($"`{(file is not null ? GatewayKeys.UpstreamFile : GatewayKeys.UpstreamVariable)}`: {problem.Message}");
        }
    }

    public override string ToString() => $"{nameof(UpstreamCredential)} {{ {nameof(Header)} = {Header} }}";
}
