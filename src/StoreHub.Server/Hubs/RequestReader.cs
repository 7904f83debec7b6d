using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Validation;

namespace StoreHub.Server.Hubs;

/// <summary>Checks requests and makes of them what the stores take. What is wrong fails the call and uses up no seq.</summary>
internal sealed class RequestReader(IOptions<StoreHubOptions> options, IEnumerable<ITransactionValidator> validators)
{
    private const int MaxEpochLength = 64;

    // A reason waits in memory until its void is durable, and goes into the acknowledgement.
    private const int MaxReasonLength = 1024;

    private readonly ITransactionValidator[] _validators = [.. validators];
    private readonly StoreHubOptions _options = options.Value;

    public static StoreException Malformed(string path, string what) => new(StoreErrorCode.MalformedMessage, $"Malformed message: {what}.", path);

    /// <summary>Refuses what could not be read at all; another protocol version is named first.</summary>
    public static void CheckForm(HubRequest request)
    {
        if (request is OpenRequest open && open.Protocol != ProtocolVersion.Current && (request.Malformed is null || open.Protocol != 0))
        {
            throw new StoreException(
                StoreErrorCode.UnsupportedProtocol, $"Protocol version {open.Protocol} is not spoken here, only {ProtocolVersion.Current}.", "protocol", ProtocolVersion.Current);
        }

        if (request.Malformed is { } malformed) throw malformed.ToException();
    }

    /// <summary>Which subscription a request is about.</summary>
    public static SubscriptionKey KeyOf(HubRequest request)
    {
        StoreName name = StoreName.Parse(request.Store);
        // a channel's name has the form of a source's
        if (request.Channel is { } channel && !SourceId.TryParse(channel, out _))
            throw Malformed("channel", $"it matches [A-Za-z0-9_-]{{1,{SourceId.MaxLength}}}");
        return new SubscriptionKey(name, request.Channel);
    }

    /// <summary>Refuses one more subscription on a connection that has as many as it may.</summary>
    public void CheckCount(int open)
    {
        if (open >= _options.MaxStoresPerConnection)
            throw new StoreException(StoreErrorCode.TooManyStores, $"A connection may have {_options.MaxStoresPerConnection} stores open, each channel of a store counted.", limit: _options.MaxStoresPerConnection);
    }

    /// <summary>Checks a request to open.</summary>
    public static (SubscriptionKey Key, OpenArguments Arguments) Read(OpenRequest request, string principal)
    {
        SubscriptionKey key = KeyOf(request);
        if (request.Role is not (ClientRoles.Host or ClientRoles.Remote or ClientRoles.Reader))
            throw new StoreException(StoreErrorCode.InvalidRole, "A role is host, remote or reader.", "role");
        if (request.Base < 0) throw Malformed("base", "it is from 0");
        if (request.Cursor is { } cursor)
        {
            if (cursor.Revision < 0) throw Malformed("cursor.revision", "it is from 0");
            if (cursor.Epoch is null || cursor.Epoch.Length > MaxEpochLength) throw Malformed("cursor.epoch", $"it is text of at most {MaxEpochLength} characters");
        }

        if (request.Role == ClientRoles.Reader) return (key, new OpenArguments(default, default, request.Cursor, request.Base));
        SourceId source = SourceId.Parse(request.Source ?? "");
        if (request.Token is not { Length: >= OpenRequest.MinTokenLength and <= OpenRequest.MaxTokenLength } token)
            throw Malformed("token", $"with a source comes a token of {OpenRequest.MinTokenLength} to {OpenRequest.MaxTokenLength} characters");
        var owner = new SourceOwner(principal, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
        return (key, new OpenArguments(source, owner, request.Cursor, request.Base));
    }

    /// <summary>Checks what is to be published.</summary>
    /// <returns>The size of its value in bytes.</returns>
    public int Check(PublishRequest request) => OperationLimits.Validate(request.Value.Value, _options.Limits, TopicNameRule.Require(request.Topic));

    /// <summary>Checks a submission; what a validator refuses becomes void.</summary>
    public IReadOnlyList<Submission> Read(SubmitRequest request, Subscription subscription, string principal)
    {
        var submissions = new Submission[request.Transactions.Count];
        for (int i = 0; i < submissions.Length; i++)
        {
            Transaction transaction = request.Transactions[i];
            if (transaction.Source != subscription.Source)
                throw new StoreException(StoreErrorCode.SourceForbidden, $"This connection writes as {subscription.Source}, not as {transaction.Source}.", $"transactions[{i}]");
            OperationRules.RequireCounters(transaction);
            // A void uses up what it covers, and cannot be refused by another.
            if (transaction.IsVoid) OperationLimits.RequireCount(transaction.Count, _options.Limits);
            if (i > 0 && transaction.FirstSeq != submissions[i - 1].Transaction.LastSeq + 1)
                throw Malformed($"transactions[{i}]", "transactions come in seq order without a gap");
            string? refusal = Judge(transaction, subscription.Store.Name, principal);
            submissions[i] = new Submission(refusal is null ? transaction : transaction.ToVoid(), subscription.Session) { Continues = i > 0, Refusal = refusal };
        }

        return submissions;
    }

    // A long path or key stands in the middle; what is wrong and the limit come after it.
    private static string Cut(string reason)
    {
        if (reason.Length <= MaxReasonLength) return reason;
        int head = MaxReasonLength / 2, tail = reason.Length - (MaxReasonLength - head - 1);
        if (char.IsHighSurrogate(reason[head - 1])) head--;
        if (char.IsLowSurrogate(reason[tail])) tail++;
        return $"{reason.AsSpan(0, head)}…{reason.AsSpan(tail)}";
    }

    private string? Judge(Transaction transaction, StoreName store, string principal)
    {
        if (transaction.IsVoid) return null;
        foreach (ITransactionValidator validator in _validators)
        {
            if (validator.Validate(store, principal, transaction) is { } reason) return Cut(reason);
        }

        return null;
    }
}
