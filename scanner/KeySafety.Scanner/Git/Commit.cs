namespace KeySafety.Scanner.Git;

/// <summary>Who brought a secret in, and when.</summary>
internal sealed record Commit(string Id, string Author, string Email, DateTimeOffset Date)
{
    public string ShortId => Id[..Math.Min(10, Id.Length)];
}
