namespace KeySafety.Scanner.Files;

/// <summary>Why the system would not let us read, in a few words and without the path, which stands beside them.</summary>
internal static class Reasons
{
    public static string Of(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "no longer exists",
        InvalidDataException => "damaged: " + exception.Message.ReplaceLineEndings(" "),
        _ => exception.Message.ReplaceLineEndings(" "),
    };
}
