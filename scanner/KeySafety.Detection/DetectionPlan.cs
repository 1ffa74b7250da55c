using System.Text;
using KeySafety.Detection.Matching;
using KeySafety.Detection.Names;

namespace KeySafety.Detection;

/// <summary>What a detector looks for: the keywords of its rules and the anchors of everything else, in one index.</summary>
internal sealed class DetectionPlan
{
    private static readonly (Anchor Anchor, string[] Literals)[] Anchors =
    [
        (Anchor.Name,
        [
            "pass", "pwd", "psw", "secret", "token", "key", "cred", "auth", "salt", "jwt", "bearer", "contrase", "senha", "clave", "wachtwoord",
            "kennwort", "motdepasse", "mdp", "parola", "haslo", "heslo", "salasana", "losenord", "adgangskode", "kodeord", "jelszo", "lozinka", "sifre",
            "pword", "jeton", "geheim", "segredo", "pepper", "nonce", "_pat", "_pw", "-pw", "dbpw", "rootpw", "bindpw", "adminpw", "psk", "\npw", " pw", "\"pw", "'pw", "$pw",
            "senord", "ommunity", "chave", "schluessel", .. Utf8("schl\u00FCssel", "cl\u00E9_", "has\u0142", "\u015Fifre", "\u0430\u0440\u043E\u043B\u044C", "\u5BC6\u7801", "\u5BC6\u78BC", "\u53E3\u4EE4", "\u30EF\u30FC\u30C9"),
        ]),
        (Anchor.Word, ["api", "access", "private", "licen", "webhook", "signing"]),
        (Anchor.Url, ["://"]),
        (Anchor.Scheme, ["basic ", "bearer "]),
        (Anchor.Command, ["sshpass", "curl ", "mysql", "docker login", "redis-cli", "mongo", "wget ", "ldap", "psql ", "sqlcmd", "smbclient", "net user", "net use ",
            "htpasswd", "chpasswd", "sudo -s", "convertto-securestring", "getconnection(", "mysqli_connect(", "mysql_connect(", "pdo(", "createhmac(", "signwith(", "hmac256(",
            "password-stdin", "passwd --stdin", "7z a", "zip -", "az login", "snmpwalk", "snmpget", "snmpset", "rootpw ", "login(", "jwt::", "connect(", "x509certificate2(", "bind_s(", "mysqli(", "sequelize(", "twilio(", "fernet(", "wifi.begin(", "@tcp(", "@unix(", "add_user ", "createuser ", "unzip -", "ncftp", "schtasks", "assword:", "assword*"]),
        (Anchor.KubernetesSecret, ["kind: secret"]),
        (Anchor.JsonWebKey, ["kty"]),
        (Anchor.Sql, ["identified by", "identified with"]),
        (Anchor.Insert, ["insert into"]),
        (Anchor.Characters, ["\".tochararray()"]),
        (Anchor.Joint, ["\" + \"", "' + '", "\"+\"", "'+'", "\" . \"", "' . '", "\" & \""]),
    ];

    // Keywords are bytes: a letter beyond ASCII is several.
    private static string[] Utf8(params string[] words) =>
        [.. words.Select(static word => string.Concat(Encoding.UTF8.GetBytes(word).Select(static value => (char)value)))];

    // The literals that FindVendors starts from.
    private static readonly string[] Words =
        [.. Anchors.Where(anchor => anchor.Anchor is Anchor.Name or Anchor.Word).SelectMany(anchor => anchor.Literals)];

    /// <summary>Plans for the given options.</summary>
    public DetectionPlan(DetectorOptions options)
    {
        Options = options;
        var keywords = new List<(Keyword, KeywordPlace)>();
        var withoutKeywords = new List<RuleMatcher>();
        var elements = new PatternElements();
        Matchers = new RuleMatcher[options.Rules.Count];
        for (var i = 0; i < options.Rules.Count; i++)
        {
            var rule = options.Rules[i];
            Matchers[i] = new RuleMatcher(rule);
            if (rule.Keywords.Count == 0 && rule.Pattern.Length > 0)
                withoutKeywords.Add(Matchers[i]);
            else if (rule.Keywords.Count > 0)
                AddAll(keywords, rule.Keywords, rule.IgnoreCase, i, KeywordPlaces.Of(rule, elements, Words));
        }

        foreach (var (anchor, literals) in Anchors)
            AddAll(keywords, literals, ignoreCase: true, (int)anchor, KeywordPlace.Anywhere);

        // Any of its words would do; the longest is the rarest.
        foreach (var name in options.SecretNames)
        {
            if (NameWords.Split(name).OrderByDescending(word => word.Length).FirstOrDefault() is { Length: >= 3 } word)
                AddAll(keywords, [word], ignoreCase: true, (int)Anchor.Name, KeywordPlace.Anywhere);
        }

        MatchersWithoutKeywords = [.. withoutKeywords];
        Index = new KeywordIndex(keywords);
        EnabledRules = new HashSet<string>(options.Rules.Select(rule => rule.Name), StringComparer.Ordinal);
    }

    /// <summary>The options.</summary>
    public DetectorOptions Options { get; }

    /// <summary>One matcher for each rule, by the rule's index.</summary>
    public RuleMatcher[] Matchers { get; }

    /// <summary>Rules that must be tried everywhere.</summary>
    public RuleMatcher[] MatchersWithoutKeywords { get; }

    /// <summary>Finds rules' keywords and anchors.</summary>
    public KeywordIndex Index { get; }

    /// <summary>Names of the rules that report.</summary>
    public HashSet<string> EnabledRules { get; }

    /// <summary>What a name says about its value, the options being asked first.</summary>
    public NameKind KindOf(string name) =>
        IsOneOf(Options.IgnoredNames, name) ? NameKind.None
        : IsOneOf(Options.SecretNames, name) ? NameKind.Password
        : SecretName.Classify(name);

    private static void AddAll(
        List<(Keyword, KeywordPlace)> keywords, IReadOnlyList<string> literals, bool ignoreCase, int target, KeywordPlace place)
    {
        foreach (var literal in literals)
            keywords.Add((new Keyword(literal, ignoreCase, target), place));
    }

    private static bool IsOneOf(IReadOnlyList<string> names, string name)
    {
        foreach (var item in names)
        {
            if (Plain(item) == Plain(name))
                return true;
        }

        return false;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
