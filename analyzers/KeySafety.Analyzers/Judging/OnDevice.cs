using System.Text;
using KeySafety.Analyzers.Configuration;
using KeySafety.Detection;

namespace KeySafety.Analyzers.Judging;

/// <summary>Judges once more what is compiled into a program that its users hold: there no secret stays one.</summary>
internal static class OnDevice
{
    // A digest of 44 base64 characters and the first four of the parent key stand before the parameters:
    // https://typesense.org/docs/30.2/api/api-keys.html#generate-scoped-search-key
    private const int DigestLength = 44;
    private const int PrefixLength = 4;

    /// <summary>The judgement as it is reported: for a browser or a device a key has an id of its own.</summary>
    public static Judgement Of(Judgement judgement, AnalysisScope scope) =>
        scope.IsOnDevice && judgement.Descriptor != Descriptors.FailedCheck && judgement.Descriptor != Descriptors.Compared ? Of(judgement) : judgement;

    /// <summary>The judgement as it is reported where it is known that users get the text.</summary>
    public static Judgement Of(Judgement judgement) => IsKey(judgement.Finding) ? judgement with { Descriptor = Descriptors.OnDevice } : judgement;

    /// <summary>Whether a finding is what a program on a device may hold: a scoped search key, whose parameters say what it can.</summary>
    public static bool IsForDevices(Finding finding)
    {
        var value = finding.Secret.Expose();
        if (value.Length < DigestLength + PrefixLength + 2)
            return false;

        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '=')));
            return text.Length > DigestLength + PrefixLength && text[DigestLength - 1] == '=' && text[DigestLength + PrefixLength] == '{' && text[text.Length - 1] == '}';
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // A vendor's publishable key is no finding at all; what Google's keys may do is bound to the app that holds them.
    private static bool IsKey(Finding finding) => finding.Rule.Name is not ("generic-password" or "google-api-key");
}
