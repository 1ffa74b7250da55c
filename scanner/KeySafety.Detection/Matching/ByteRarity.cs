namespace KeySafety.Detection.Matching;

/// <summary>How rare bytes are in source text, roughly.</summary>
internal static class ByteRarity
{
    // Letters by frequency in English and in code, most frequent first; what is not here is rarer than all of these.
    private const string Common = " etaonrisldcpmufgh_ybvwkx.\"-,()=/:;'01jqz2";

    // The words that turn up most in source, all languages together.
    private const string CommonText =
        "---------------- ================ return self this const type value name error that from with file string else true path class false default version base function("
        + " size data object template length list code node will options using import package only result args static read start line null index when input number define module"
        + " library include text param have last exception header write require files copy which check bytes case operator raise stream next output time source command create test"
        + " range root then license struct init buffer should private config match must array current format user software typedef except values append ignore cache message context"
        + " method state content info directory inline same encoding target process table namespace while parse argument entry install access into call join pattern before without"
        + " build where empty scripts property long remove part dependencies headers request registry open assert body your also push after link hash server sequence there status"
        + " iterator element does tree move attribute alloc compare workspace option than found debug local begin valid boolean async given client section unsigned commands lock"
        + " handler await delete like note parent need split order invalid runtime reference general what level equal undefined color copyright update optional allocator position"
        + " basic either safety break description extern pass lines print internal specified character these address item pointer insert point offset otherwise configuration flag"
        + " second group block called example socket field help instead response load platform whether symbol common continue left event view filter requires search rule cannot"
        + " script safe resolve callback host pair always entries support main items integer done even random instance single environment head release dependency here super folder"
        + " form enable change member sync work float policy memory kind would already their about such right stop double difference assign date details settings control generator"
        + " matches convert fill scope signal sign signed used by made by: each by default is used as identifier specified modified identity entity user name users usage usual image"
        + " docker keyword key token password auth access secret private api.com/ qualified quality between better unless until coordinates record according ordinal webpack www. http://www. https:// wallet mongo swap";

    /// <summary>Where the rarest four bytes of a literal start.</summary>
    public static int RarestFour(string literal, HashSet<string> common)
    {
        var (best, rarest) = (0, -1);
        for (var i = 0; i + 4 <= literal.Length; i++)
        {
            var four = literal.Substring(i, 4);
            var rank = common.Contains(four) ? 0 : 4 * Common.Length;
            foreach (var letter in four)
                rank += Rank((byte)letter);
            if (rank > rarest)
                (best, rarest) = (i, rank);
        }

        return best;
    }

    /// <summary>Four letters each that are not rare, whatever the letters are.</summary>
    public static HashSet<string> CommonFours()
    {
        var fours = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i + 4 <= CommonText.Length; i++)
            fours.Add(CommonText.Substring(i, 4));
        return fours;
    }

    /// <summary>The share of a byte in source text: a guess that is right to a factor of two or three.</summary>
    public static float Share(byte value)
    {
        if (value >= 0x80)
            return 0.0005f;

        // Each is about a tenth rarer than the one before; a capital is an eighth of its letter.
        var share = 0.12f * (float)Math.Pow(0.9, Rank(value));
        return value is >= (byte)'A' and <= (byte)'Z' ? share / 8 : share;
    }

    private static int Rank(byte value)
    {
        var index = Common.IndexOf((char)(value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value));
        return index < 0 ? Common.Length : index;
    }
}
