using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KeySafety.Server.Access;
using KeySafety.Server.Account;
using KeySafety.Server.Clients;
using KeySafety.Server.Health;
using KeySafety.Server.Keys;
using KeySafety.Server.Operations;
using KeySafety.Server.Records;
using KeySafety.Server.Tokens;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server;

/// <summary>What every refusal on <see cref="Surface.Search"/> says.</summary>
internal sealed record ErrorBody(string Message);

/// <summary>What every refusal on <see cref="Surface.Platform"/> says.</summary>
internal sealed record PlatformErrorBody(string Error, string Message);

/// <summary>What every refusal on <see cref="Surface.Users"/> says.</summary>
internal sealed record UsersErrorBody(string Detail);

/// <summary>All JSON that the server writes, snake_case, with serialisers made at build time.</summary>
// Metadata alone: the written-out serialisers would take their names from the build, not from the options below.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(PlatformErrorBody))]
[JsonSerializable(typeof(UsersErrorBody))]
[JsonSerializable(typeof(CreateKey.Response), TypeInfoPropertyName = "CreateKeyResponse")]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(Policies))]
[JsonSerializable(typeof(RetiredValue))]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(UsageBatch))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(ExplainKey.Response), TypeInfoPropertyName = "ExplainKeyResponse")]
[JsonSerializable(typeof(GetAccount.Response), TypeInfoPropertyName = "GetAccountResponse")]
[JsonSerializable(typeof(DeleteKey.Response), TypeInfoPropertyName = "DeleteKeyResponse")]
[JsonSerializable(typeof(MintScopedKey.Response), TypeInfoPropertyName = "MintScopedKeyResponse")]
[JsonSerializable(typeof(RevokeScopedKeys.Response), TypeInfoPropertyName = "RevokeScopedKeysResponse")]
[JsonSerializable(typeof(RotateKey.Response), TypeInfoPropertyName = "RotateKeyResponse")]
[JsonSerializable(typeof(GetHealth.Response), TypeInfoPropertyName = "GetHealthResponse")]
[JsonSerializable(typeof(GetDebug.Response), TypeInfoPropertyName = "GetDebugResponse")]
[JsonSerializable(typeof(GetStats.Response), TypeInfoPropertyName = "GetStatsResponse")]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(UserKey))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(UserStatus))]
[JsonSerializable(typeof(IReadOnlyList<UserKeyView>))]
[JsonSerializable(typeof(SyncUser.Response), TypeInfoPropertyName = "SyncUserResponse")]
[JsonSerializable(typeof(CreateUserKey.Response), TypeInfoPropertyName = "CreateUserKeyResponse")]
[JsonSerializable(typeof(ListUsers.Response), TypeInfoPropertyName = "ListUsersResponse")]
[JsonSerializable(typeof(ListUsers.Line), TypeInfoPropertyName = "ListUsersLine")]
[JsonSerializable(typeof(DeleteUser.Response), TypeInfoPropertyName = "DeleteUserResponse")]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ChangeBootstrapKey.Response), TypeInfoPropertyName = "ChangeBootstrapKeyResponse")]
[JsonSerializable(typeof(TakeSnapshot.Response), TypeInfoPropertyName = "TakeSnapshotResponse")]
[JsonSerializable(typeof(OAuthError))]
[JsonSerializable(typeof(IssueToken.Response), TypeInfoPropertyName = "IssueTokenResponse")]
[JsonSerializable(typeof(GetJwks.Response), TypeInfoPropertyName = "GetJwksResponse")]
[JsonSerializable(typeof(GetServerMetadata.Response), TypeInfoPropertyName = "GetServerMetadataResponse")]
[JsonSerializable(typeof(RotateSigningKey.Response), TypeInfoPropertyName = "RotateSigningKeyResponse")]
[JsonSerializable(typeof(SigningKey))]
[JsonSerializable(typeof(RevokedToken))]
[JsonSerializable(typeof(Client))]
[JsonSerializable(typeof(ClientView))]
[JsonSerializable(typeof(CreateClient.Response), TypeInfoPropertyName = "CreateClientResponse")]
[JsonSerializable(typeof(ListClients.Response), TypeInfoPropertyName = "ListClientsResponse")]
[JsonSerializable(typeof(DeleteClient.Response), TypeInfoPropertyName = "DeleteClientResponse")]
[JsonSerializable(typeof(RotateClientSecret.Response), TypeInfoPropertyName = "RotateClientSecretResponse")]
[JsonSerializable(typeof(Workspace))]
[JsonSerializable(typeof(WorkspaceView))]
[JsonSerializable(typeof(ListWorkspaces.Response), TypeInfoPropertyName = "ListWorkspacesResponse")]
[JsonSerializable(typeof(DeleteWorkspace.Response), TypeInfoPropertyName = "DeleteWorkspaceResponse")]
internal sealed partial class ServerJson : JsonSerializerContext
{
    /// <summary>Texts as their writer wrote them: the default would escape every letter beyond ASCII.</summary>
    public static ServerJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Relaxed.GetTypeInfo(typeof(T))!;
}
