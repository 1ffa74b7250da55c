using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Chat, telephony, push and realtime services.</summary>
internal static class Messaging
{
    private const string SlackTokens = "https://docs.slack.dev/authentication/tokens";
    private const string SlackApp = "the Slack app's OAuth & Permissions page";

    // A token begins with its bot's id in base64; the first two digits of an id make three characters of it.
    private static readonly IReadOnlyList<string> DiscordPrefixes =
    [
        .. from first in new[] { "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT" }
           from second in "AEIMQUYcgk"
           select first + second,
    ];

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("slack-bot-token", "Slack bot token", SlackTokens,
            ["xoxb-{digits:10-13}-{digits:10-13}-{base62:18-34}", "xoxb-{digits:8-14}-{base62:18-34}"], SlackApp),
        Token("slack-user-token", "Slack user token", SlackTokens,
            ["xox{one:p|o|s|r|a}-{digits:10-13}-{digits:10-13}-{digits:10-13}-{hex:32}", "xoxp-{digits:10-13}-{digits:10-13}-{base62:24-40}",
             "xox{one:a|r|o|s}-{digits:1-12}-{base62:8-48}-{base62:24-64}", "xox{one:a|o|s}-{digits:10-13}-{digits:10-13}-{digits:10-13}-{base62:10-40}"], SlackApp),
        Token("slack-app-token", "Slack app-level token", SlackTokens,
            ["xapp-{digits:1}-A{ALNUM:8-12}-{digits:10-13}-{hex:64}"], "the Slack app's Basic Information page"),
        Token("slack-config-token", "Slack app configuration token", "https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests",
            ["xoxe.xox{one:b|p}-1-{base62:160-170}", "xoxe-1-{base62:140-150}"], "the Slack apps page under configuration tokens"),
        Token("slack-browser-token", "Slack browser session token", "https://slack.com/help/articles/201330736",
            ["xoxc-{digits:10-13}-{digits:10-13}-{digits:10-13}-{hex:64}", "xoxd-{base62:10}%2F{base62:60-180}"], "Slack by signing out of all sessions"),
        new()
        {
            Name = "slack-webhook",
            Title = "Slack incoming webhook",
            Format = "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
            Keywords = ["hooks.slack.com/"],
            Pattern = @"hooks\.slack\.com/(?:services/T[0-9A-Z]{7,12}/B[0-9A-Z]{7,12}/[0-9A-Za-z]{20,26}|(?:workflows|triggers)/[0-9A-Z]{7,14}/[0-9A-Z]{7,24}/[0-9A-Za-z/]{20,64})\b",
            MinEntropy = 3.9,
            Remedy = "Remove the webhook from the Slack app or workflow and add a new one.",
            Examples =
            [
                "https://hooks.slack.com/services/T{ALNUM:8}/B{ALNUM:10}/{base62:24}",
                "SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T{ALNUM:10}/B{ALNUM:10}/{base62:24}",
                "https://hooks.slack.com/workflows/T{ALNUM:8}/A{ALNUM:10}/{digits:18}/{base62:24}",
            ],
            NegativeExamples = ["https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "https://hooks.slack.com/services/"],
        },
        Named("slack-signing-secret", "Slack signing or client secret", "https://docs.slack.dev/authentication/verifying-requests-from-slack",
            ["slack"], ["{hex:32}"], "the Slack app's Basic Information page"),
        new()
        {
            Name = "discord-bot-token",
            Title = "Discord bot token",
            Format = "https://discord.com/developers/docs/reference#authentication",
            Keywords = DiscordPrefixes,
            Pattern = @"\b(?<secret>(?:M[Tjz]|N[DTjz]|O[DT])[AEIMQUYcgk][0-9A-Za-z_-]{20,25}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,42})(?:[^0-9A-Za-z_-]|$)",
            MinEntropy = 4.0,
            Check = DiscordToken.NamesUser,
            Remedy = "Reset the token on the bot's page in the Discord developer portal.",
            Examples = ["client.login(\"{discord}\");", "DISCORD_TOKEN={discord}", "Authorization: Bot {discord}"],
            NegativeExamples = ["MTI{base62:21}.{base64url:6}.{base64url:10}", "xMTI{base62:21}.{base64url:6}.{base64url:27}"],
        },
        new()
        {
            Name = "discord-webhook",
            Title = "Discord webhook",
            Format = "https://discord.com/developers/docs/resources/webhook",
            Keywords = ["/api/webhooks/", "/webhooks/"],
            Pattern = @"(?:discord|discordapp)\.com/api/(?:v[0-9]{1,2}/)?webhooks/(?<secret>[0-9]{17,20}/[0-9A-Za-z_-]{60,80})",
            MinEntropy = 4.0,
            Remedy = "Delete the webhook in the channel's Integrations and create a new one.",
            Examples = ["https://discord.com/api/webhooks/{digits:18}/{base64url:68}", "WEBHOOK=https://discordapp.com/api/webhooks/{digits:19}/{base64url:68}"],
            NegativeExamples = ["https://discord.com/api/webhooks/{digits:18}/token"],
        },
        Token("discord-mfa-token", "Discord user token", "https://discord.com/developers/docs/reference#authentication",
            ["mfa.{base64url:84}"], "Discord by changing the password"),
        Named("discord-client-secret", "Discord client secret", "https://discord.com/developers/docs/topics/oauth2", ["discord"], ["{base64url:32}"], "the Discord developer portal under OAuth2"),
        new()
        {
            Name = "telegram-bot-token",
            Title = "Telegram bot token",
            Format = "https://core.telegram.org/bots/api#authorizing-your-bot",
            Keywords = [":AA"],
            Pattern = @"(?:^|[^0-9A-Za-z_]|bot)(?<secret>[0-9]{8,10}:AA[0-9A-Za-z_-]{33})(?:[^0-9A-Za-z_-]|$)",
            MinEntropy = 3.9,
            Remedy = "Send /revoke to @BotFather and use the new token.",
            Examples = ["TELEGRAM_BOT_TOKEN={digits:10}:AA{base64url:33}", "https://api.telegram.org/bot{digits:9}:AA{base64url:33}/sendMessage", "Bot(\"{digits:8}:AA{base64url:33}\")"],
            NegativeExamples = ["{digits:5}:AA{base64url:33}", "{digits:9}:AA{base64url:12}", "123456789:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
        },
        new()
        {
            Name = "microsoft-teams-webhook",
            Title = "Microsoft Teams incoming webhook",
            Format = "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
            Keywords = [".webhook.office.com/", "outlook.office.com/webhook/"],
            Pattern = @"(?:\.webhook\.office\.com/webhookb2|outlook\.office\.com/webhook)/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/(?<secret>[0-9a-f]{32}/[0-9a-f-]{36}(?:/[0-9A-Za-z_-]{20,50})?)",
            MinEntropy = 3.0,
            Remedy = "Remove the connector from the channel and add a new one.",
            Examples = ["https://{lower:6}.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}", "https://outlook.office.com/webhook/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}"],
            NegativeExamples = ["https://{lower:6}.webhook.office.com/webhookb2/{uuid}"],
        },
        Named("mattermost-token", "Mattermost access token", "https://developers.mattermost.com/integrate/reference/personal-access-token/",
            ["mattermost"], ["{alnum:26}"], "Mattermost under Security, Personal access tokens"),
        Named("rocketchat-token", "Rocket.Chat personal access token", "https://developer.rocket.chat/apidocs/authentication",
            ["rocketchat", "rocket_chat", "rocket.chat"], ["{base64url:43}"], "Rocket.Chat under Personal access tokens"),
        Named("zulip-api-key", "Zulip API key", "https://zulip.com/api/api-keys", ["zulip"], ["{base62:32}"], "Zulip under Account & privacy"),
        Token("twilio-api-key", "Twilio API key", "https://www.twilio.com/docs/iam/api-keys", ["SK{one:0|1|2|3|4|5|6|7|8|9|a|b|c|d|e|f}{hex:31}"], "the Twilio console under API keys", Confidence.Medium),
        Named("twilio-auth-token", "Twilio auth token", "https://www.twilio.com/docs/iam/access-tokens", ["twilio"], ["{hex:32}", "{base62:32}"], "the Twilio console by promoting a secondary token"),
        Named("vonage-api-secret", "Vonage API secret", "https://developer.vonage.com/en/account/secret-management", ["nexmo", "vonage"], ["{base62:16}"], "the Vonage dashboard under API settings"),
        Named("messagebird-access-key", "MessageBird access key", "https://developers.messagebird.com/api/#authentication",
            ["messagebird"], ["{base62:25}", "live_{base62:25}"], "the MessageBird dashboard under Developers"),
        Named("plivo-auth-token", "Plivo auth token", "https://www.plivo.com/docs/account/api/request", ["plivo"], ["{base62:40}", "{base64url:54}"], "the Plivo console"),
        Named("sinch-secret", "Sinch API token", "https://developers.sinch.com/docs/sms/api-reference/authentication/", ["sinch"], ["{hex:32}", "{base64url:26}"], "the Sinch dashboard"),
        Token("telnyx-api-key", "Telnyx API key", "https://developers.telnyx.com/docs/development/api-fundamentals/authentication",
            ["KEY0{HEX:31}_{base62:22}"], "the Telnyx portal under API keys"),
        Named("infobip-api-key", "Infobip API key", "https://www.infobip.com/docs/essentials/api-authentication", ["infobip"], ["{hex:32}-{uuid}"], "the Infobip portal under API keys"),
        Named("clicksend-api-key", "ClickSend API key", "https://developers.clicksend.com/docs/", ["clicksend"], ["{uuid}"], "the ClickSend dashboard"),
        Named("line-channel-token", "LINE channel access token", "https://developers.line.biz/en/docs/basics/channel-access-token/",
            ["line_channel", "linebot", "line_bot", "line-bot", "line.bot", "channel_access", "channelaccess"], ["{base64:150-180}="], "the LINE developers console"),
        Named("line-channel-secret", "LINE channel secret or Notify token", "https://developers.line.biz/en/docs/basics/channel-access-token/",
            ["line_channel", "line_notify", "linenotify", "line_login", "channel_secret", "channelsecret"], ["{hex:32}", "{base62:43}"], "the LINE developers console"),
        Named("zoom-secret", "Zoom client secret", "https://developers.zoom.us/docs/integrations/oauth/", ["zoom"], ["{base62:32}", "{base62:36}"], "the Zoom app marketplace"),
        Named("webex-token", "Webex bot token", "https://developer.webex.com/docs/bots", ["webex"], ["{base64url:64}_{base62:4}_{uuid}"], "the Webex developer portal"),
        Token("intercom-access-token", "Intercom access token", "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
            ["dG9rO{base64:54-60}="], "the Intercom developer hub"),
        Token("onesignal-key", "OneSignal key", "https://documentation.onesignal.com/docs/en/keys-and-ids",
            ["os_v2_{one:app|org}_{alnum:100-110}"], "the OneSignal dashboard under Keys & IDs"),
        Named("onesignal-rest-key-legacy", "OneSignal REST API key", "https://documentation.onesignal.com/docs/en/keys-and-ids",
            ["onesignal", "one_signal"], ["{base62:48}", "{base64:64}"], "the OneSignal dashboard under Keys & IDs"),
        Named("pusher-secret", "Pusher app secret", "https://pusher.com/docs/channels/library_auth_reference/rest-api/", ["pusher"], ["{hex:20}"], "the Pusher dashboard under App keys"),
        Token("pubnub-secret-key", "PubNub secret key", "https://www.pubnub.com/docs/general/setup/account-setup",
            ["sec-c-{base64:42-64}"], "the PubNub admin portal"),
        Token("pubnub-publish-key", "PubNub publish key", "https://www.pubnub.com/docs/general/setup/account-setup",
            ["pub-c-{uuid}"], "the PubNub admin portal", Confidence.Medium),
        Named("ably-api-key", "Ably API key", "https://ably.com/docs/auth/basic", ["ably"], ["{base62:6}.{base62:6}:{base64url:43}", "{base64url:6}.{base64url:6}:{base62:16}"], "the Ably dashboard under API keys"),
        Named("stream-chat-secret", "Stream API secret", "https://getstream.io/chat/docs/node/tokens_and_authentication/",
            ["getstream", "stream_api", "stream_chat", "streamchat", "stream_secret"], ["{alnum:64}"], "the Stream dashboard"),
        Named("sendbird-api-token", "Sendbird API token", "https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api", ["sendbird"], ["{hex:40}"], "the Sendbird dashboard"),
        Named("agora-app-certificate", "Agora app certificate", "https://docs.agora.io/en/video-calling/token-authentication/deploy-token-server",
            ["agora"], ["{hex:32}"], "the Agora console"),
        Named("gitter-token", "Gitter access token", "https://developer.gitter.im/docs/authentication", ["gitter"], ["{hex:40}"], "the Gitter developer page"),
        Token("matrix-access-token", "Matrix access token", "https://spec.matrix.org/latest/client-server-api/#using-access-tokens",
            ["syt_{base64:4-60}_{letters:20}_{base62:6}", "mct_{base62:30}_{base62:6}"], "the Matrix client by signing the session out"),
        Named("pushover-token", "Pushover token", "https://pushover.net/api", ["pushover"], ["{one:a|u|g}{alnum:29}"], "the Pushover dashboard"),
        Named("pushbullet-token", "Pushbullet access token", "https://docs.pushbullet.com/#authentication", ["pushbullet"], ["o.{base62:32}"], "Pushbullet under Settings"),
        Named("ntfy-token", "ntfy access token", "https://docs.ntfy.sh/config/#access-tokens", ["ntfy"], ["tk_{alnum:29}"], "ntfy with ntfy token remove"),
        Named("courier-token", "Courier auth token", "https://www.courier.com/docs/platform/workspaces/environments-api-keys", ["courier"], ["pk_{one:prod|test}_{ALNUM:28}"], "the Courier settings under API keys"),
        Named("livekit-api-secret", "LiveKit API secret", "https://docs.livekit.io/home/get-started/authentication/", ["livekit"], ["{base62:43-52}"], "LiveKit under Keys"),
        Named("crisp-token", "Crisp REST API key", "https://docs.crisp.chat/guides/rest-api/authentication/", ["crisp"], ["{hex:64}"], "the Crisp marketplace under the plugin's tokens"),
        Named("freshdesk-api-key", "Freshdesk or Freshservice API key", "https://developers.freshdesk.com/api/#authentication", ["freshdesk", "freshservice", "freshchat"], ["{base62:18-20}"], "the profile settings"),
        Named("zendesk-api-token", "Zendesk API token", "https://developer.zendesk.com/api-reference/introduction/security-and-auth/", ["zendesk"], ["{base62:40}", "{hex:64}"], "the Zendesk admin center under APIs"),
    ];
}
