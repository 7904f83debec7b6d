using System.Globalization;
using System.Text;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>A connection to a model. Messages wait until they are delivered or dropped.</summary>
internal sealed class ModelConnection(RedisModel model) : IRedisConnection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<byte[]>> _handlers = new(StringComparer.Ordinal);
    private readonly List<(string Channel, byte[] Message)> _waiting = [];

    public event Action? Restored;

    /// <summary>How many messages wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    public Task<RedisReply> ExecuteAsync(string command, params object[] arguments)
    {
        try
        {
            string[] words = [command, .. arguments.Select(TextOf)];
            if (model.LosesReply.After == 0) return Task.FromResult<RedisReply>(new ModelReply(model.Execute(words)));
            (int after, bool takesEffect) = model.LosesReply;
            model.LosesReply = (after - 1, takesEffect);
            if (after > 1 || takesEffect)
            {
                object? reply = model.Execute(words);
                if (after > 1) return Task.FromResult<RedisReply>(new ModelReply(reply));
            }

            return Task.FromException<RedisReply>(new LogUnavailableException("The connection was lost."));
        }
        catch (RedisErrorException refused)
        {
            return Task.FromException<RedisReply>(refused);
        }
        catch (LogUnavailableException gone)
        {
            return Task.FromException<RedisReply>(gone);
        }
        catch (InvalidOperationException failed)
        {
            return Task.FromException<RedisReply>(new RedisErrorException(failed.Message));
        }
    }

    public Task SubscribeAsync(string channel, Action<byte[]> handler)
    {
        lock (_gate) _handlers[channel] = handler;
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(string channel)
    {
        lock (_gate) _handlers.Remove(channel);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        model.Remove(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>There is a message.</summary>
    public void Offer(string channel, string message)
    {
        lock (_gate)
        {
            if (_handlers.ContainsKey(channel)) _waiting.Add((channel, Encoding.Latin1.GetBytes(message)));
        }
    }

    /// <summary>Takes one of the waiting messages out, and delivers it if it is not to be lost.</summary>
    public void Take(int index, bool isLost)
    {
        byte[] message;
        Action<byte[]>? handler;
        lock (_gate)
        {
            (string channel, message) = _waiting[index];
            _waiting.RemoveAt(index);
            handler = isLost ? null : _handlers.GetValueOrDefault(channel);
        }

        handler?.Invoke(message);
    }

    /// <summary>The connection is lost, with what waits, and comes back.</summary>
    public void Lose()
    {
        bool hears;
        lock (_gate)
        {
            _waiting.Clear();
            hears = _handlers.Count > 0;
        }

        if (hears) Restored?.Invoke();
    }

    private static string TextOf(object argument) => argument switch
    {
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        KeyName key => key.Text,
        string text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
        _ => Convert.ToString(argument, CultureInfo.InvariantCulture)!,
    };
}
