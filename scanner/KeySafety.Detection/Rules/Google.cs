using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Google: Cloud, Firebase, OAuth and Workspace.</summary>
internal static class Google
{
    private const string Console = "the Google Cloud console under APIs and services, Credentials";

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("google-api-key", "Google API key", "https://cloud.google.com/docs/authentication/api-keys",
            ["AIza{base64url:35}"], Console),
        Token("google-gemini-auth-key", "Google AI Studio authorization key", "https://ai.google.dev/gemini-api/docs/api-key",
            ["AQ.Ab8{base64url:44-60}"], "Google AI Studio under API keys"),
        Token("google-oauth-client-secret", "Google OAuth client secret",
            "https://developers.google.com/identity/protocols/oauth2/web-server",
            ["GOCSPX-{base64url:28}"], Console),
        Token("google-oauth-access-token", "Google OAuth access token",
            "https://cloud.google.com/docs/authentication/token-types#access",
            ["ya29.{base64url:30+}"], "the Google account under Third-party access"),
        Token("google-oauth-refresh-token", "Google OAuth refresh token",
            "https://developers.google.com/identity/protocols/oauth2#expiration",
            ["1//0{base64url:40-160}"], "the Google account under Third-party access"),
        Token("google-cloud-hmac-key", "Google Cloud Storage HMAC key",
            "https://cloud.google.com/storage/docs/authentication/hmackeys",
            ["GOOG1E{ALNUM:55}"], "the Cloud Storage settings under Interoperability"),
        Token("google-cloud-user-hmac-key", "Google Cloud Storage HMAC key of a user",
            "https://cloud.google.com/storage/docs/authentication/hmackeys",
            ["GOOG{ALNUM:20}"], "the Cloud Storage settings under Interoperability", Confidence.Medium),
        Token("firebase-server-key", "Firebase Cloud Messaging server key",
            "https://firebase.google.com/docs/cloud-messaging/auth-server",
            ["AAAA{base64url:7}:{base64url:140}"], "the Firebase console under Cloud Messaging"),
        Named("google-oauth-client-secret-legacy", "Google OAuth client secret",
            "https://developers.google.com/identity/protocols/oauth2/web-server",
            ["google_client", "google_oauth", "google-client", "googleclient", "google.client", "google_auth"],
            ["{base64url:24}"], Console),
        Named("google-app-password", "Google app password", "https://support.google.com/accounts/answer/185833",
            ["gmail", "google_app", "googleapp"],
            ["{lower:4} {lower:4} {lower:4} {lower:4}"], "the Google account under App passwords"),
        Named("recaptcha-secret-key", "reCAPTCHA secret key", "https://developers.google.com/recaptcha/docs/verify",
            [
                "recaptcha_secret", "recaptchasecret", "recaptcha-secret", "recaptcha_private", "recaptchaprivate",
                "recaptcha.secret",
            ],
            ["6L{base64url:38}"], "the reCAPTCHA admin console"),
        new()
        {
            Name = "google-calendar-private-address",
            Title = "Google Calendar secret address",
            Format = "https://support.google.com/calendar/answer/37648",
            Keywords = ["calendar.google.com/calendar/"],
            Pattern = @"calendar\.google\.com/calendar/(?:ical|feeds)/[0-9A-Za-z%@._-]{3,120}/private-(?<secret>[0-9a-f]{32})\b",
            MinEntropy = 2.5,
            Remedy = "Reset the calendar's secret address in its settings.",
            Examples = ["https://calendar.google.com/calendar/ical/{lower:8}%40gmail.com/private-{hex:32}/basic.ics"],
            NegativeExamples = ["https://calendar.google.com/calendar/ical/{lower:8}%40gmail.com/public/basic.ics"],
        },
        new()
        {
            Name = "google-chat-webhook",
            Title = "Google Chat webhook",
            Format = "https://developers.google.com/workspace/chat/quickstart/webhooks",
            Keywords = ["chat.googleapis.com/v1/spaces/"],
            Pattern = @"chat\.googleapis\.com/v1/spaces/[0-9A-Za-z_-]{8,24}/messages\?key=[0-9A-Za-z_-]{30,45}(?:&|&amp;)token="
                + "(?<secret>[0-9A-Za-z_%-]{40,60})",
            MinEntropy = 3.5,
            Remedy = "Delete the webhook in the Chat space and add a new one.",
            Examples = ["https://chat.googleapis.com/v1/spaces/AAAA{base62:7}/messages?key=AIza{base64url:35}&token={base64url:43}%3D"],
            NegativeExamples = ["https://chat.googleapis.com/v1/spaces/AAAA{base62:7}/messages"],
        },
    ];
}
