using Microsoft.Extensions.Options;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Hosting;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Validation;

/// <summary>Refuses what is past <see cref="StoreHubOptions.Limits"/>.</summary>
internal sealed class LimitsValidator(IOptions<StoreHubOptions> options) : ITransactionValidator
{
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static MessagePackWriter? _scratch;

    private readonly StoreLimits _limits = options.Value.Limits;

    public string? Validate(StoreName store, string principal, Transaction transaction)
    {
        try
        {
            MessagePackWriter scratch = _scratch ?? new MessagePackWriter();
            _scratch = OperationLimits.Validate(transaction, _limits, scratch) <= MaxKeptBytes ? scratch : null;
            return null;
        }
        catch (StoreException refused)
        {
            return refused.Message;
        }
    }
}
