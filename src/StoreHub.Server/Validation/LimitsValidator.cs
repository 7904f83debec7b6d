using Microsoft.Extensions.Options;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Server.Hosting;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Validation;

/// <summary>Refuses what is past <see cref="StoreHubOptions.Limits"/>.</summary>
internal sealed class LimitsValidator(IOptions<StoreHubOptions> options) : ITransactionValidator
{
    private readonly StoreLimits _limits = options.Value.Limits;

    public string? Validate(StoreName store, string principal, Transaction transaction)
    {
        try
        {
            OperationLimits.Validate(transaction, _limits);
            return null;
        }
        catch (StoreException refused)
        {
            return refused.Message;
        }
    }
}
