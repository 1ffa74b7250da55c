using KeySafety.Detection.Names;
using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Files that hold one secret and nothing else, so that only their name tells: <c>master.key</c>, <c>.vault_pass</c>, <c>db_password.txt</c>.</summary>
/// <remarks>Rails writes <c>config/master.key</c> and <c>config/credentials/*.key</c>: https://guides.rubyonrails.org/security.html#custom-credentials</remarks>
internal static class SecretFile
{
    private const int Longest = 512;

    /// <summary>Judges the one word in a file under the file's name.</summary>
    public static void Scan(in TextView view, string path, ContentScan scan)
    {
        var text = view.Bytes;
        if (text.Length is < 6 or > Longest)
            return;

        var start = TrimStart(text, 0, text.Length, " \t\r\n"u8);
        var end = TrimEnd(text, start, text.Length, " \t\r\n"u8);
        if (end - start >= 6 && text.Slice(start, end - start).IndexOfAny(" \t\n"u8) < 0 && NameOf(path) is { } name)
            scan.Judge(in view, name, start, end);
    }

    private static string? NameOf(string path)
    {
        var parts = path.Split('/', '\\');
        var file = parts[parts.Length - 1];
        var dot = file.LastIndexOf('.');
        var extension = dot > 0 ? file.Substring(dot + 1).ToLowerInvariant() : "";
        var stem = extension is "txt" or "key" or "secret" or "pass" or "pwd" ? file.Substring(0, dot) : dot > 0 ? "" : file;
        if (extension is "secret" or "pass" or "pwd")
            return "password";

        // A key of Rails, or of whatever the file is named after.
        if (extension == "key")
            return "secret_key";

        return SecretName.IsTelling(stem) ? stem : null;
    }
}
