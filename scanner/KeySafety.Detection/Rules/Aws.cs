using KeySafety.Detection.Checks;
using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Amazon: access keys, tokens that carry their own signature, and seller APIs.</summary>
internal static class Aws
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new()
        {
            Name = "aws-access-key-id",
            Title = "AWS access key ID",
            Format = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
            Keywords = ["AKIA", "ASIA", "ABIA", "ACCA"],
            Pattern = Start + @"(?<secret>(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b)",
            MinEntropy = 2.7,
            Check = AwsKeyId.HasAccount,
            Remedy = "Deactivate the access key in IAM, look through CloudTrail for its use, and create a new one or use a role.",
            Examples =
            [
                "aws_access_key_id = {aws-key-id:AKIA}",
                "export AWS_ACCESS_KEY_ID={aws-key-id:ASIA}",
                "new BasicAWSCredentials(\"{aws-key-id:AKIA}\", secret)",
                "{{\"accessKeyId\":\"{aws-key-id:ABIA}\"}}",
            ],
            NegativeExamples = ["AKIA{base32:10}", "AKIAXXXXXXXXXXXXXXXX", "XAKIA{base32:16}", "akia{alnum:16}"],
        },
        new()
        {
            Name = "aws-secret-access-key",
            Title = "AWS secret access key",
            Format = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
            Keywords = ["secret_access_key", "secretaccesskey", "secret-access-key", "aws_secret", "awssecret", "aws-secret", "aws.secret"],
            IgnoreCase = true,
            Pattern = "(?:aws[_.-]?secret|secret[_-]?access[_-]?key)[0-9a-z_.-]{0,20}"
                + "[\\s=:>,(|?\"'`\\[\\]\\\\@!<{]{1,24}(?:value[\\s=:>\"']{1,6})?(?<secret>[0-9a-z+/]{40})(?:[^0-9a-z+/=_-]|$)",
            MinEntropy = 3.7,
            Remedy = "Deactivate the access key in IAM, look through CloudTrail for its use, and create a new one or use a role.",
            Examples =
            [
                "aws_secret_access_key = {base64:40}",
                "AWS_SECRET_ACCESS_KEY=\"{base64:40}\"",
                "{{\"SecretAccessKey\": \"{base64:40}\"}}",
                "awsSecretKey: '{base64:40}',",
                "        - name: AWS_SECRET_ACCESS_KEY\n          value: {base64:40}\n",
            ],
            NegativeExamples =
            [
                "aws_secret_access_key = {base64:30}",
                "aws_secret_access_key = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "checksum = {base64:40}",
            ],
        },
        new()
        {
            Name = "aws-session-token",
            Title = "AWS session token",
            Format = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
            Keywords = ["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "FQoDYXdz"],
            Pattern = Start + "(?<secret>(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|FQoDYXdz)[0-9A-Za-z+/%]{90,}={0,2})",
            MinEntropy = 4.0,
            Remedy = "Revoke the role's active sessions in IAM; the token itself cannot be called back.",
            Examples =
            [
                "aws_session_token = IQoJb3JpZ2lu{base64:400-800}==",
                "export AWS_SESSION_TOKEN=FwoGZXIvYXdz{base64:300-500}=",
            ],
            NegativeExamples = ["aws_session_token = IQoJb3JpZ2lu{base64:40}"],
        },
        Token("aws-bedrock-api-key", "Amazon Bedrock API key",
            "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
            ["ABSKQmVkcm9ja0FQSUtleS{base64:60-220}", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{base64:60+}"],
            "IAM under the user's service-specific credentials"),
        Token("aws-mws-auth-token", "Amazon MWS authorization token",
            "https://developer-docs.amazon.com/sp-api/docs/migrating-authorizations-from-mws",
            ["amzn.mws.{uuid}"], "Seller Central under Manage your apps"),
        Token("aws-appsync-key", "AWS AppSync API key", "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
            ["da2-{alnum:26}"], "the AppSync console under Settings"),
        Token("amazon-lwa-client-secret", "Login with Amazon client secret",
            "https://developer.amazon.com/docs/login-with-amazon/security-profile.html",
            ["amzn1.oa2-cs.v1.{hex:64}"], "the Amazon developer console under Security Profiles"),
        Token("amazon-lwa-token", "Login with Amazon access or refresh token",
            "https://developer.amazon.com/docs/login-with-amazon/access-token.html",
            ["{one:Atza|Atzr}|{base64url:60+}"], "Seller Central or the Amazon account under Login with Amazon"),
        Token("aws-eks-token", "Amazon EKS cluster token",
            "https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html",
            ["k8s-aws-v1.aHR0cHM6Ly9zdHM{base64url:80+}"], "IAM by ending the sessions of the identity that signed it"),
        Named("aws-ses-smtp-password", "Amazon SES SMTP password",
            "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
            ["ses_smtp", "ses-smtp", "sessmtp"], ["B{base64:43}"], "IAM by deactivating the access key it was derived from"),
    ];
}
