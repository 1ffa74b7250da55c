namespace KeySafety.Detection.Names;

/// <summary>Judges a name by its last telling word and by the words before it.</summary>
/// <remarks>
/// The head decides, as in English: <c>secret_name</c> is a name, <c>passwordResetUrl</c> a URL, <c>db-password-prod</c> a
/// password. Words that say nothing about the kind (<c>prod</c>, <c>value</c>, <c>old</c>) are passed over.
/// </remarks>
internal static class SecretName
{
    private static readonly HashSet<string> Neutral = Set(
        "value val str string plain plaintext cleartext clear text raw b64 base64 encoded hex default dev devel development prod production test tests testing "
        + "staging stage local live sandbox qa uat old new current previous secondary here my the a is real again confirm confirmation repeat base bytes data tmp const equals acceso acces");

    private static readonly HashSet<string> Passwords = Set(
        "password passwd pwd pass passphrase pswd psw pword passw passcode pw passwort kennwort senha contrasena contrasenia clave passe "
        + "motdepasse mdp wachtwoord parola haslo heslo salasana losenord passord adgangskode kodeord jelszo lozinka sifre geslo userpass dbpass rootpass "
        + "adminpass mypass requirepass masterauth smtppass mailpass ftppass sshpass keypass storepass userpwd passwords pasword passwrd rootpw adminpw userpw dbpw "
        + "bindpw pgpass mysqlpass sqlpass vpnpass wifipass userpasswd passwds passin passout pswrd authtok rocommunity rwcommunity "
        + "\u043F\u0430\u0440\u043E\u043B\u044C \u5BC6\u7801 \u5BC6\u78BC \u53E3\u4EE4 \u30D1\u30B9\u30EF\u30FC\u30C9");

    private static readonly HashSet<string> Secrets = Set(
        "secret secrets token tokens apikey apikeys secretkey accesskey authkey authtoken accesstoken apitoken apisecret clientsecret appsecret "
        + "credential credentials cred creds bearer jwt accesskeysecret secretaccesskey privatekey masterkey encryptionkey signingkey appkey "
        + "jeton geheim geheimnis segredo secreto segreto hemmelighet authorization oauth sas");

    private static readonly HashSet<string> KeyOwners = Set(
        "api secret access auth private encryption encrypt decrypt decryption signing sign signature master client account app application service "
        + "admin crypto cipher aes des hmac jwt session security secure license subscription write ingest ingestion shared server user webhook "
        + "django flask rails stripe google maps aws azure openai sendgrid mailgun twilio firebase algolia consumer merchant payment deploy token "
        + "password root function host bot integration instrumentation rsa ec tls ssl wallet fernet validation");

    // Whose password it is.
    private static readonly HashSet<string> Owners = Set("db bd bdd database base admin root user usuario app api mysql postgres redis ftp smtp ssh mail server servidor prod");

    // Of an API, where they stand before it.
    private static readonly HashSet<string> ForeignKeys = Set("chave cle clave llave chiave klucz");

    // The head stands before them: passwordForUser, key_of_client.
    private static readonly HashSet<string> Prepositions = Set("for of to from with in on at by");

    // Whatever the head says, with one of these in it the name is of something shown, derived or published.
    private static readonly HashSet<string> Misnomers = Set(
        "public pub pubkey publickey publishable hash hashed hasher sha1 sha256 sha512 sha md5 checksum digest etag integrity commit fingerprint thumbprint "
        + "label hint placeholder caption tooltip error errors invalid missing wrong forgot forgotten empty uuid guid localized translation i18n encrypted sealed");

    // Elsewhere a PSK is a kind of cipher.
    private static readonly HashSet<string> PskOwners = Set("wpa wifi wlan preshared ipsec vpn network hotspot ap");

    // proxy_pass: nginx hands a request on.
    private static readonly HashSet<string> PassingOn = Set("proxy fastcgi uwsgi scgi grpc memcached should must will does can tests all first second single one two multi render");

    // Elsewhere a pat is a pattern.
    private static readonly HashSet<string> PatOwners = Set("github gitlab gh gl git azure devops ado azdo personal access my snowflake tableau");

    // A key of these is a position or a name.
    private static readonly HashSet<string> PublicOwners = Set(
        "primary foreign sort partition row cache index object registry resource locale message map dict lookup group unique composite natural surrogate "
        + "search shortcut hot arrow config setting settings preference property context routing idempotency dedup event trace tag column field "
        + "param parameter query item meta metadata feature flag menu command site press verification issue prompt no num any home end page up down "
        + "escape enter return tab space modifier control shift alt option section translation by for order option args kwargs dict json data state recv keyserver gpg pgp image asset content file");

    // A token of these is a position, a part of speech, or made anew for each page.
    private static readonly HashSet<string> TokenOwners = Set(
        "next page continuation cancellation pagination csrf xsrf start end prev previous syntax lexer parse number delimiter separator sep pad unk mask bos eos "
        + "cls special stop max min total sync resume keyword identifier string comment operator punctuation line first last cursor antiforgery authenticity device nuget "
        + "ct eof color design completion prompt change nullable");

    /// <summary>Whether a name by itself tells of a secret.</summary>
    public static bool IsTelling(string name) => Classify(name) is NameKind.Password or NameKind.Secret;

    /// <summary>What a name says about the value that it is bound to.</summary>
    public static NameKind Classify(string name)
    {
        var words = NameWords.Split(name);
        if (words.Count == 0)
            return NameKind.None;

        MoveHeadLast(words);

        var preposition = words.FindIndex(1, words.Count - 1, Prepositions.Contains);
        var isCut = preposition > 0 && (words[preposition - 1] == "key" || IsPassword(words[preposition - 1]) || IsSecret(words[preposition - 1]));
        var last = (isCut ? preposition : words.Count) - 1;
        while (last > 0 && (Neutral.Contains(words[last]) || words[last].Length == 1))
            last--;

        // Postfix's smtp_sasl_password_maps: where passwords stand, or one itself.
        if (last > 0 && words[last] == "maps" && IsPassword(words[last - 1]))
            last--;

        var head = words[last];
        if (words.Exists(Misnomers.Contains))
            return NameKind.None;

        var owner = last > 0 ? words[last - 1] : "";
        if (IsPassword(head))
            return head == "pass" && PassingOn.Contains(owner) ? NameKind.None : NameKind.Password;

        if (head == "psk")
            return owner.Length == 0 || PskOwners.Contains(owner) ? NameKind.Password : NameKind.None;

        if (head is "schluessel" or "schlussel")
            return owner is "api" or "zugriffs" or "zugangs" or "geheim" ? NameKind.Secret : NameKind.None;

        if (head is "key" or "keys")
            return KeyOwners.Contains(owner) || (owner == "storage" && last > 1) ? NameKind.Secret : PublicOwners.Contains(owner) ? NameKind.None : NameKind.Vague;

        if (head == "pat")
            return PatOwners.Contains(owner) ? NameKind.Secret : NameKind.None;

        if (IsSecret(head))
            return TokenOwners.Contains(owner) && !EndsWith(head, "secret") ? NameKind.None : NameKind.Secret;

        return head is "auth" or "salt" or "pepper" or "seed" or "nonce" or "iv" || EndsWithKey(head) || EndsWith(head, "salt") ? NameKind.Vague : NameKind.None;
    }

    // password_db, contrasena_admin, chave_api: in some languages, and so in their speakers' English, the head stands first.
    private static void MoveHeadLast(List<string> words)
    {
        var owned = words.Count;
        while (owned > 1 && Owners.Contains(words[owned - 1]))
            owned--;
        if (owned == words.Count)
            return;

        var head = words[owned - 1];
        var isKey = ForeignKeys.Contains(head) && words[owned] == "api";
        if (!isKey && !IsPassword(head))
            return;

        words.RemoveAt(owned - 1);
        words.Add(isKey ? "key" : head);
    }

    /// <summary>How sure the name says that its value opens something, so that even a UUID is a secret there and no id; null where it does not.</summary>
    public static Confidence? TellsAccess(string name)
    {
        var words = NameWords.Split(name);
        return words.Exists(static word => word is "secret" or "apikey" or "authtoken" or "accesskey" or "secretkey")
            || (words.Exists(static word => word is "api" or "auth" or "oauth" or "access" or "private" or "bearer") && words.Exists(static word => word is "key" or "token"))
            ? Confidence.Medium
            : words.Exists(static word => word is "token" or "license" or "api" or "auth" or "access" or "private") ? Confidence.Low : null;
    }

    private static bool IsPassword(string head) =>
        Passwords.Contains(head)
        || EndsWith(head, "password") || EndsWith(head, "passwd") || EndsWith(head, "passwort") || EndsWith(head, "passphrase")
        || EndsWith(head, "storepass") || EndsWith(head, "keypass")
        || (EndsWith(head, "pwd") && head != "getcwdpwd");

    private static bool IsSecret(string head) =>
        Secrets.Contains(head)
        || EndsWith(head, "secret") || EndsWith(head, "apikey") || EndsWith(head, "secretkey") || EndsWith(head, "accesskey")
        || (EndsWith(head, "token") && head is not ("pagetoken" or "nexttoken" or "subtoken") && !EndsWith(head, "csrftoken") && !EndsWith(head, "xsrftoken"));

    private static bool EndsWithKey(string head) =>
        EndsWith(head, "key") && head is not ("monkey" or "turkey" or "donkey" or "hotkey" or "publickey" or "primarykey"
            or "foreignkey" or "pubkey" or "passkey" or "hockey" or "jockey" or "resourcekey" or "whiskey" or "smokey" or "keykey");

    private static bool EndsWith(string head, string end) => head.EndsWith(end, StringComparison.Ordinal);

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
