namespace KeySafety.Server.Account;

/// <summary>The section <c>account</c>: whose server it is.</summary>
internal sealed record AccountOptions(string? Email = null, string? Plan = null)
{
    public const string SectionName = "account";

    public const string Help = "What `GET /v1/account` says of whose server it is: `{\"email\": \"you@example.com\", \"plan\": \"professional\"}`. A key's own plan wins.";

    /// <exception cref="StartupException">It has a field that there is not.</exception>
    public static AccountOptions Read(IConfiguration section)
    {
        foreach (var field in section.GetChildren().Where(field => field.Key is not ("email" or "plan")))
            throw new StartupException($"The section `{SectionName}` in the configuration has an unknown field `{field.Key}`.");
        return new AccountOptions(section["email"], section["plan"]);
    }
}
