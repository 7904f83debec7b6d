using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Hubs;

/// <summary>
/// The SignalR hub: checks requests and hands them to the stores. Each method answers what it cannot do with a numbered
/// <see cref="HubResult.Error"/>; no request ends the connection.
/// </summary>
[SuppressMessage("Style", "VSTHRD200:Use Async suffix", Justification = "The names are those of the wire.")]
internal sealed class SyncHub(RequestReader reader, StoreRegistry stores, HubDrain drain, ILogger<SyncHub> logger) : Hub
{
    private ConnectionPump Pump => StoreHubLifetimeManager.PumpOf(Context);

    /// <summary>Opens or resumes a store.</summary>
    public Task<OpenResult> Open(OpenRequest request) => AnswerAsync(request, async () =>
    {
        (SubscriptionKey key, OpenArguments arguments) = RequestReader.Read(request, Pump.Principal);
        drain.ThrowIfDraining();
        ConnectionPump pump = Pump;
        await pump.RemoveAsync(key, Context.ConnectionAborted).ConfigureAwait(false);
        reader.CheckCount(pump.Count);
        (OpenResult result, Subscription subscription) = await OpenAsync(key, arguments, pump).ConfigureAwait(false);
        if (!pump.Add(subscription)) subscription.Store.Leave(subscription);
        if (drain.IsDraining) pump.CloseAll(StoreErrorCode.ShuttingDown, HubDrain.Message, reconnect: true);
        return result;
    });

    /// <summary>Sequences transactions.</summary>
    public Task<SubmitResult> Submit(SubmitRequest request) => AnswerAsync(request, async () =>
    {
        Subscription subscription = Find(request);
        if (subscription.Source.IsNone) throw new StoreException(StoreErrorCode.ReaderCannotWrite, "A reader may not write.");
        if (request.Transactions.Count == 0) throw RequestReader.Malformed("transactions", "a submission has at least one transaction");
        await subscription.WhenNearAsync(Context.ConnectionAborted).ConfigureAwait(false);
        return await subscription.Store.SubmitAsync(subscription, reader.Read(request, subscription, Pump.Principal)).ConfigureAwait(false);
    });

    /// <summary>Tells how far a client has settled.</summary>
    public Task<ReportResult> Report(ReportRequest request) => AnswerAsync(request, async () =>
    {
        Subscription subscription = Find(request);
        if (request.Base < 0) throw RequestReader.Malformed("base", "it is from 0");
        await subscription.Store.ReportAsync(subscription, request.Base).ConfigureAwait(false);
        return new ReportResult();
    });

    /// <summary>Gives a store's numbers.</summary>
    public Task<StatusResult> Status(StatusRequest request) => AnswerAsync(request, () => Find(request).Store.StatusAsync(request.Hash));

    /// <summary>Publishes to a topic.</summary>
    public Task<PublishResult> Publish(PublishRequest request) => AnswerAsync(request, async () =>
    {
        Subscription subscription = Find(request);
        if (subscription.Source.IsNone) throw new StoreException(StoreErrorCode.ReaderCannotWrite, "A reader may not publish.");
        return new PublishResult { Time = await subscription.Store.Topics.PublishAsync(subscription, request, reader.Check(request)).ConfigureAwait(false) };
    });

    /// <summary>Subscribes to a topic.</summary>
    public Task<SubscribeResult> Subscribe(SubscribeRequest request) => AnswerAsync(request, async () =>
    {
        Subscription subscription = Find(request);
        return new SubscribeResult { Retained = await subscription.Store.Topics.SubscribeAsync(subscription, TopicNameRule.Require(request.Topic)).ConfigureAwait(false) };
    });

    /// <summary>Ends the subscription of a topic.</summary>
    public Task<UnsubscribeResult> Unsubscribe(UnsubscribeRequest request) => AnswerAsync(request, async () =>
    {
        Subscription subscription = Find(request);
        subscription.Store.Topics.Unsubscribe(subscription, TopicNameRule.Require(request.Topic));
        await Pump.WhenSentAsync(Context.ConnectionAborted).ConfigureAwait(false);
        return new UnsubscribeResult();
    });

    /// <summary>Ends a subscription of the connection.</summary>
    public Task<CloseResult> Close(CloseRequest request) => AnswerAsync(request, async () =>
    {
        await Pump.RemoveAsync(Find(request).Key, Context.ConnectionAborted).ConfigureAwait(false);
        return new CloseResult();
    });

    private async Task<(OpenResult Result, Subscription Subscription)> OpenAsync(SubscriptionKey key, OpenArguments arguments, ConnectionPump pump)
    {
        while (true)
        {
            HubStore store = await stores.GetAsync(key.Store).ConfigureAwait(false);
            var subscription = new Subscription(store, pump, arguments.Source, pump.IsJson, key.Channel);
            try
            {
                return (await store.OpenAsync(arguments, subscription).ConfigureAwait(false), subscription);
            }
            catch (StoreException ended) when (ended.Code is StoreErrorCode.NotOpen or StoreErrorCode.StoreDeleted)
            {
                // It was let go or deleted between the two: the next has a new one.
            }
        }
    }

    private Subscription Find(HubRequest request)
    {
        SubscriptionKey key = RequestReader.KeyOf(request);
        return Pump.TryFind(key, out Subscription? subscription)
            ? subscription
            : throw Pump.DeletionOf(key) ?? new StoreException(StoreErrorCode.NotOpen, $"The store {key.Store} is not open on this connection.");
    }

    private async Task<T> AnswerAsync<T>(HubRequest? request, Func<Task<T>> answer)
        where T : HubResult, new()
    {
        try
        {
            if (request is null) throw RequestReader.Malformed("", "the argument is missing");
            RequestReader.CheckForm(request);
            return await answer().ConfigureAwait(false);
        }
        catch (StoreException refused)
        {
            return new T { Error = ErrorInfo.From(refused) };
        }
        catch (OperationCanceledException)
        {
            return new T { Error = new ErrorInfo { Code = StoreErrorCode.ConnectionLost, Message = "The connection is gone." } };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            HubLog.CallFailed(logger, typeof(T).Name, Context.ConnectionId, failure);
            return new T { Error = new ErrorInfo { Code = StoreErrorCode.Internal, Message = "An unexpected error inside the hub." } };
        }
    }
}
