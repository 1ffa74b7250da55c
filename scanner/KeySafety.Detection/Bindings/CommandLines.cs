using KeySafety.Detection.Names;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Passwords given to a command as an argument: <c>sshpass -p x</c>, <c>curl -u user:x</c>, <c>mysql -px</c>.</summary>
internal static class CommandLines
{
    private const int Longest = 400;

    // Command, option, whether the value may be attached, whether it must be, whether it is user:password.
    private static readonly (string Command, string Option, Attachment Attachment, bool HasUser)[] Options =
    [
        ("sshpass", "-p", Attachment.Either, false),
        ("curl ", "-u", Attachment.Either, true),
        ("curl ", "--user", Attachment.Apart, true),
        ("curl ", "--proxy-user", Attachment.Apart, true),
        ("mysql", "-p", Attachment.Attached, false),
        ("docker login", "-p", Attachment.Apart, false),
        ("redis-cli", "-a", Attachment.Apart, false),
        ("mongo", "-p", Attachment.Apart, false),
        ("ldap", "-w", Attachment.Apart, false),
        ("sqlcmd", "-P", Attachment.Either, false),
        ("smbclient", "-U", Attachment.Apart, true),
        ("snmpwalk", "-c", Attachment.Either, false),
        ("snmpget", "-c", Attachment.Either, false),
        ("snmpset", "-c", Attachment.Either, false),
        ("rootpw ", "--plaintext", Attachment.Apart, false),
        ("7z a", "-p", Attachment.Attached, false),
        ("zip -", "-P", Attachment.Apart, false),
        ("unzip -", "-P", Attachment.Apart, false),
        ("ncftp", "-p", Attachment.Apart, false),
        ("schtasks", "/rp", Attachment.Apart, false),
        ("az login", "-p", Attachment.Apart, false),
    ];

    private enum Attachment
    {
        Apart,
        Attached,
        Either,
    }

    /// <summary>Judges the arguments of the command at an index.</summary>
    public static void Find(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        if (StartsWith(text, at, "assword"))
        {
            // As a pattern for both cases, without the first letter.
            if ((At(text, at - 1) | 0x20) != 'p' && Dialogues.ReadAnswer(text, at + "assword".Length) is { } answer)
                scan.Judge(in view, "password", answer);
            return;
        }

        if (StartsWith(text, at, "@tcp(") || StartsWith(text, at, "@unix("))
        {
            FindUserBefore(in view, at, scan);
            return;
        }

        if (FindCall(in view, at, scan) || (IsName(At(text, at - 1)) && !StartsWith(text, at, "pass")))
            return;

        var isStandardInput = StartsWith(text, at, "pass");
        if (isStandardInput || StartsWith(text, at, "chpasswd") || StartsWith(text, at, "sudo -s"))
        {
            FindPiped(in view, at, scan);
            return;
        }

        var end = Until(text, at, "\r\n"u8, Longest);
        if (StartsWith(text, at, "net user "))
        {
            FindSecondArgument(in view, at + "net user ".Length, end, scan);
            return;
        }

        if (StartsWith(text, at, "createuser "))
        {
            // createUser name SHA "x" AES "y", of Net-SNMP
            var quote = text.Slice(at, end - at).IndexOf((byte)'"');
            if (quote > 0)
                FindArgument(in view, at + quote, end, hasUser: false, scan);
            return;
        }

        if (StartsWith(text, at, "add_user "))
        {
            FindSecondArgument(in view, at + "add_user ".Length, end, scan);
            return;
        }

        if (StartsWith(text, at, "htpasswd") || StartsWith(text, at, "net use"))
        {
            FindLastArgument(in view, at, end, scan);
            return;
        }

        foreach (var (command, option, attachment, hasUser) in Options)
        {
            if (StartsWith(text, at, command))
                FindOption(in view, at + command.Length - 1, end, option, attachment, hasUser, scan);
        }
    }

    /// <summary>Judges what follows <c>IDENTIFIED BY</c>, or <c>IDENTIFIED WITH method BY</c>.</summary>
    public static void FindSql(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        var start = SkipBlanks(text, at);
        if (!StartsWith(text, at - 3, " by"))
        {
            start = SkipBlanks(text, Until(text, start, " \t\r\n;"u8, 60));
            if (!StartsWith(text, start, "by ") && !StartsWith(text, start, "as "))
                return;
            start = SkipBlanks(text, start + 3);
        }

        if (StartsWith(text, start, "password "))
            start = SkipBlanks(text, start + "password ".Length);

        if (!IsQuote(At(text, start)))
        {
            var bare = Until(text, start, " \t\r\n;,)\"'"u8, 64);
            if (bare - start >= 4 && IsStatement(text, at) && At(text, bare) is (byte)';' or (byte)'\n' or (byte)'\r')
                Judge(in view, start, bare, scan);
            return;
        }

        var end = Until(text, start + 1, "'\"`\r\n"u8, Longest);
        if (At(text, end) == text[start])
            Judge(in view, start + 1, end, scan);
    }

    // CREATE USER x, ALTER USER x, GRANT ... TO x: elsewhere something is identified by a name.
    private static bool IsStatement(ReadOnlySpan<byte> text, int at)
    {
        for (var i = LineStart(text, at, Longest); i < at; i++)
        {
            if (StartsWith(text, i, "user ") || StartsWith(text, i, "grant ") || StartsWith(text, i, "role "))
                return true;
        }

        return false;
    }

    /// <summary><c>echo "root:x" | chpasswd</c> and <c>echo x | sudo -S</c>: what is piped into the command.</summary>
    private static void FindPiped(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        var lineStart = LineStart(text, at, Longest);
        var line = text.Slice(lineStart, at - lineStart);
        var pipe = line.LastIndexOf((byte)'|');
        var echo = pipe < 0 ? -1 : line.Slice(0, pipe).LastIndexOf("echo "u8);
        if (echo < 0)
            return;

        var start = TrimStart(text, lineStart + echo + "echo ".Length, lineStart + pipe, " \t\"'-e"u8);
        var end = TrimEnd(text, start, lineStart + pipe, " \t\"'"u8);
        var colon = text.Slice(start, end - start).IndexOf((byte)':');
        if (StartsWith(text, at, "chpasswd"))
            start = colon < 1 ? end : start + colon + 1;
        if (end - start >= 4)
            Judge(in view, start, end, scan);
    }

    /// <summary>Judges the secret argument of the call at an index, whatever stands before the name of the method.</summary>
    private static bool FindCall(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        if (StartsWith(text, at, "convertto-"))
        {
            // 'x' | ConvertTo-SecureString, and with the text behind it
            var pipe = TrimEnd(text, Math.Max(0, at - 4), at, " "u8) - 1;
            var piped = At(text, pipe) == '|' ? Comparisons.LiteralBefore(text, TrimEnd(text, Math.Max(0, pipe - 4), pipe, " "u8), BindingForm.Quoted) : null;
            if (piped is { } binding)
                scan.Judge(in view, "password", binding);
        }

        var end = at;
        while (IsName(At(text, end)) || At(text, end) is (byte)'-' or (byte)'.' or (byte)':')
            end++;
        var start = end;
        while (start > 0 && (IsName(text[start - 1]) || text[start - 1] == '-'))
            start--;
        if (StartsWith(text, start - "jwt::".Length, "jwt::"))
            start -= "jwt::".Length;
        if (KnownCalls.Read(text, start, end) is not { } argument)
            return false;

        scan.Judge(in view, argument.Name, argument.Binding);
        return true;
    }

    /// <summary>Go's <c>user:x@tcp(host:3306)/database</c>: https://github.com/go-sql-driver/mysql#dsn-data-source-name</summary>
    private static void FindUserBefore(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        var start = at;
        while (start > 0 && at - start < 200 && !IsQuote(text[start - 1]) && !IsBlank(text[start - 1]) && text[start - 1] is not ((byte)'\n' or (byte)'='))
            start--;
        var colon = text.Slice(start, at - start).IndexOf((byte)':');
        if (colon > 0 && at - start - colon > 4)
            Judge(in view, start + colon + 1, at, scan);
    }

    /// <summary><c>net user name x /add</c></summary>
    private static void FindSecondArgument(in TextView view, int at, int end, ContentScan scan)
    {
        var text = view.Bytes;
        var start = SkipBlanks(text, Until(text, SkipBlanks(text, at), " \t\r\n"u8, end - at));
        var behind = start < end ? Until(text, start, " \t\r\n"u8, end - start) : start;
        if (behind - start >= 4 && text[start] is not ((byte)'/' or (byte)'*'))
            Judge(in view, start, behind, scan);
    }

    /// <summary><c>htpasswd -b file user x</c> and <c>net use Z: \\host\share x /user:y</c>.</summary>
    private static void FindLastArgument(in TextView view, int at, int end, ContentScan scan)
    {
        var text = view.Bytes;
        var line = text.Slice(at, end - at);
        if (StartsWith(text, at, "net use"))
        {
            // Before the name of the user, or behind it.
            var user = line.IndexOf("/user:"u8);
            var behind = user < 0 ? at : SkipBlanks(text, Until(text, at + user, " \t"u8, end - at - user));
            end = user < 0 ? at : behind < end && text[behind] != '/' ? Until(text, behind, " \t"u8, end - behind) : at + user;
        }
        else if (line.IndexOf("b "u8) < 0 && line.IndexOf(" -b"u8) < 0)
        {
            return;
        }

        end = TrimEnd(text, at, end, " \t\"'"u8);
        var start = end;
        while (start > at && !IsBlank(text[start - 1]) && !IsQuote(text[start - 1]))
            start--;
        if (end - start >= 4 && text[start] is not ((byte)'\\' or (byte)'/'))
            Judge(in view, start, end, scan);
    }

    private static void FindOption(
        in TextView view, int from, int to, string option, Attachment attachment, bool hasUser, ContentScan scan)
    {
        var text = view.Bytes;
        for (var i = from; i + option.Length + 1 < to; i++)
        {
            if (text[i] != option[0] || !IsBlank(At(text, i - 1)) || !IsOption(text, i, option))
                continue;

            var start = i + option.Length;
            var isApart = IsBlank(text[start]) || text[start] == '=';
            if (isApart ? attachment == Attachment.Attached : attachment == Attachment.Apart)
                continue;

            FindArgument(in view, isApart ? SkipBlanks(text, start + 1) : start, to, hasUser, scan);
            return;
        }
    }

    private static bool IsOption(ReadOnlySpan<byte> text, int at, string option)
    {
        for (var i = 0; i < option.Length; i++)
        {
            if (text[at + i] != option[i])
                return false;
        }

        return true;
    }

    private static void FindArgument(in TextView view, int start, int to, bool hasUser, ContentScan scan)
    {
        var text = view.Bytes;
        var isQuoted = IsQuote(At(text, start));
        var end = isQuoted
            ? Until(text, start + 1, text.Slice(start, 1), to - start)
            : Until(text, start, " \t\r\n;|&)\"'`<>"u8, to - start);
        if (isQuoted)
            start++;

        if (hasUser)
        {
            var colon = text.Slice(start, Math.Max(0, end - start)).IndexOfAny((byte)':', (byte)'%');
            if (colon < 1)
                return;
            start += colon + 1;
        }

        if (end - start >= 4 && end <= to)
            Judge(in view, start, end, scan);
    }

    private static void Judge(in TextView view, int start, int end, ContentScan scan) =>
        scan.Report(
            in view, Generic.CommandLinePassword, SecretJudge.Judge(view.Read(start, end - start), NameKind.Password), start, end);
}
