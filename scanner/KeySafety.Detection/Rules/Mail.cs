using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Mail delivery and marketing.</summary>
internal static class Mail
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("sendgrid-api-key", "SendGrid API key", "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
            ["SG.{base64url:22}.{base64url:43}", "SG.{base64url:20-24}.{base64url:39-50}"], "the SendGrid settings under API keys"),
        Token("mailgun-api-key", "Mailgun API key", "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/",
            ["key-{hex:32}"], "the Mailgun dashboard under API keys", Confidence.Medium),
        Named("mailgun-api-key-bound", "Mailgun API key", "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/",
            ["mailgun", "mg_api"], ["{hex:32}-{hex:8}-{hex:8}", "pubkey-{hex:32}", "{hex:32}"], "the Mailgun dashboard under API keys"),
        new()
        {
            Name = "mailchimp-api-key",
            Title = "Mailchimp API key",
            Format = "https://mailchimp.com/developer/marketing/guides/quick-start/",
            Keywords = ["-us"],
            Pattern = @"\b[0-9a-f]{32}-us[0-9]{1,2}\b",
            MinEntropy = 3.0,
            Remedy = Revoke("Mailchimp under Extras, API keys"),
            Examples = ["MAILCHIMP_API_KEY={hex:32}-us{digits:2}", "apiKey: '{hex:32}-us{digits:1}'"],
            NegativeExamples = ["{hex:20}-us12", "00000000000000000000000000000000-us12", "{hex:32}-eu1"],
        },
        Token("mailchimp-transactional-key", "Mailchimp Transactional (Mandrill) API key", "https://mailchimp.com/developer/transactional/guides/quick-start/",
            ["md-{base64url:22}"], "Mailchimp Transactional under Settings"),
        Named("mandrill-api-key-legacy", "Mandrill API key", "https://mailchimp.com/developer/transactional/guides/quick-start/", ["mandrill"], ["{base64url:22}"], "Mailchimp Transactional under Settings"),
        Named("postmark-token", "Postmark server or account token", "https://postmarkapp.com/developer/api/overview#authentication", ["postmark"], ["{uuid}"], "Postmark under API tokens"),
        Named("sparkpost-api-key", "SparkPost API key", "https://developers.sparkpost.com/api/#header-authentication", ["sparkpost"], ["{hex:40}"], "SparkPost under API keys"),
        Token("brevo-api-key", "Brevo API key", "https://developers.brevo.com/docs/getting-started",
            ["xkeysib-{hex:64}-{base62:16}"], "Brevo under SMTP & API"),
        Token("brevo-smtp-key", "Brevo SMTP key", "https://help.brevo.com/hc/en-us/articles/7959631848850",
            ["xsmtpsib-{hex:64}-{base62:16}"], "Brevo under SMTP & API"),
        Token("resend-api-key", "Resend API key", "https://resend.com/docs/dashboard/api-keys/introduction",
            ["re_{base62:8}_{base62:24}", "re_{base62:7-9}_{base62:20-30}"], "Resend under API keys"),
        Token("mailersend-token", "MailerSend API token", "https://developers.mailersend.com/general.html#authentication",
            ["mlsn.{hex:64}"], "MailerSend under API tokens"),
        Named("mailjet-key", "Mailjet API or secret key", "https://dev.mailjet.com/email/guides/#authentication", ["mailjet", "mj_api"], ["{hex:32}"], "Mailjet under API key management"),
        Named("elastic-email-api-key", "Elastic Email API key", "https://elasticemail.com/developers/api-documentation/rest-api",
            ["elasticemail", "elastic_email"], ["{HEX:96}", "{uuid}"], "Elastic Email under Manage API keys"),
        Named("mailtrap-token", "Mailtrap API token or password", "https://docs.mailtrap.io/developers", ["mailtrap"], ["{hex:32}", "{hex:14}"], "Mailtrap under API tokens"),
        Token("klaviyo-private-key", "Klaviyo private key", "https://developers.klaviyo.com/en/docs/authenticate_",
            ["pk_{hex:34}", "pk_{base62:6}_{hex:34}"], "Klaviyo under API keys"),
        Named("activecampaign-key", "ActiveCampaign API key", "https://developers.activecampaign.com/reference/authentication",
            ["activecampaign", "active_campaign"], ["{hex:72}"], "ActiveCampaign under Developer settings"),
        Named("campaign-monitor-key", "Campaign Monitor API key", "https://www.campaignmonitor.com/api/v3-3/getting-started/",
            ["campaignmonitor", "campaign_monitor", "createsend"], ["{hex:32}", "{base64:90-120}=="], "Campaign Monitor under API keys"),
        Named("constant-contact-token", "Constant Contact token", "https://developer.constantcontact.com/api_guide/auth_overview.html",
            ["constantcontact", "constant_contact"], ["{uuid}"], "the Constant Contact developer portal"),
        Named("convertkit-secret", "Kit (ConvertKit) API secret", "https://developers.kit.com/v4", ["convertkit"], ["{base64url:43}", "{base64url:22}", "kit_{hex:32}"], "Kit under Developer settings"),
        Named("drip-api-token", "Drip API token", "https://developer.drip.com/#authentication", ["getdrip", "drip_api", "drip_token"], ["{hex:32}"], "Drip under User settings"),
        Token("zoho-token", "Zoho OAuth token", "https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html",
            ["1000.{hex:32}.{hex:32}"], "the Zoho API console"),
        Named("sendpulse-secret", "SendPulse secret", "https://sendpulse.com/integrations/api", ["sendpulse"], ["{hex:32}"], "SendPulse under API settings"),
        Token("smtp2go-api-key", "SMTP2GO API key", "https://developers.smtp2go.com/docs/getting-started", ["api-{HEX:32}"], "SMTP2GO under API keys"),
        Named("iterable-api-key", "Iterable API key", "https://support.iterable.com/hc/en-us/articles/360043464871", ["iterable"], ["{hex:32}"], "Iterable under API keys"),
        Named("customerio-key", "Customer.io API key", "https://docs.customer.io/accounts-and-workspaces/managing-credentials/",
            ["customerio", "customer_io", "customer.io"], ["{hex:20}", "{hex:32}"], "Customer.io under API credentials"),
        Named("omnisend-api-key", "Omnisend API key", "https://api-docs.omnisend.com/reference/authentication", ["omnisend"], ["{hex:24}-{base62:44-52}"], "Omnisend under API keys"),
        Named("loops-api-key", "Loops API key", "https://loops.so/docs/api-reference/intro", ["loops_api", "loops_key", "loopsapi"], ["{hex:32}"], "Loops under API"),
        Named("hunter-api-key", "Hunter API key", "https://hunter.io/api-documentation/v2#authentication", ["hunter_io", "hunter_api", "hunterio", "hunter.io"], ["{hex:40}"], "Hunter under API"),
        Named("zerobounce-api-key", "ZeroBounce API key", "https://www.zerobounce.net/docs/", ["zerobounce", "neverbounce"], ["{hex:32}"], "ZeroBounce under API"),
        Named("fastmail-app-password", "Mail server app password", "https://www.fastmail.help/hc/en-us/articles/360058752854", ["fastmail"], ["{alnum:16}", "fmu1-{hex:8}-{hex:32}-0-{hex:32}"], "Fastmail under Privacy & Security"),
        Token("lob-api-key", "Lob API key", "https://docs.lob.com/#tag/Authentication", ["{one:live|test}_{hex:35}", "{one:live|test}_pub_{hex:31}"], "the Lob dashboard under API keys"),
    ];
}
