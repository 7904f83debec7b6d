using System.Globalization;
using System.Text;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>Has a real Redis do what was asked of a model, and befall it what befell the model, and compares every answer. Scripts are told the model's time.</summary>
internal sealed class RedisReplay(RedisServer server, Func<string, string>? edit = null) : IAsyncDisposable
{
    private readonly Dictionary<int, long> _sizes = [];
    private IRedisConnection? _connection;

    /// <summary>How many answers were compared.</summary>
    public int Compared { get; private set; }

    /// <returns>The first difference; null if there is none.</returns>
    public async Task<string?> RunAsync(IReadOnlyList<ModelStep> steps)
    {
        _connection = await ConnectAsync();
        await _connection.ExecuteAsync("FLUSHALL");
        _sizes[0] = new FileInfo(server.AppendedFile).Length;
        for (int i = 0; i < steps.Count; i++)
        {
            ModelStep step = steps[i];
            if (step.Words[0] == "RESTART")
            {
                await RestartAsync(_sizes[step.Groups]);
                continue;
            }

            string expected = Text(step.Words[0], step.Reply), real;
            try
            {
                real = Text(step.Words[0], Like(step.Reply, await _connection.ExecuteAsync(CommandOf(step), ArgumentsOf(step))));
            }
            catch (Exception refused) when (refused is RedisErrorException or InvalidCastException)
            {
                real = refused.Message;
            }

            Compared++;
            if (real != expected) return $"Step {i}, {NameOf(step)}: the model answered\n{expected}\nand Redis\n{real}";
            _sizes[step.Groups] = new FileInfo(server.AppendedFile).Length;
        }

        return null;
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<IRedisConnection> ConnectAsync() => StackExchangeConnection.ConnectAsync(server.Connection, TimeSpan.FromSeconds(30));

    private async Task RestartAsync(long size)
    {
        await DisposeAsync();
        await server.KillAsync();
        await using (FileStream file = File.OpenWrite(server.AppendedFile)) file.SetLength(size);
        await server.StartAgainAsync();
        _connection = await ConnectAsync();
    }

    private static string NameOf(ModelStep step) => step.Words[0] == "EVALSHA" ? RedisModel.ScriptOf(step).Name : step.Words[0];

    private static string CommandOf(ModelStep step) => step.Words[0] == "EVALSHA" ? "EVAL" : step.Words[0];

    private object[] ArgumentsOf(ModelStep step)
    {
        object[] arguments = [.. step.Words.Skip(1).Select(static word => (object)Encoding.Latin1.GetBytes(word))];
        if (step.Words[0] != "EVALSHA") return arguments;
        long at = step.At.ToUnixTimeMilliseconds();
        string time = string.Create(CultureInfo.InvariantCulture, $"{{'{at / 1000}', '{at % 1000 * 1000}'}}");
        string text = RedisModel.ScriptOf(step).Text;
        arguments[0] = (edit?.Invoke(text) ?? text).Replace("redis.call('TIME')", time, StringComparison.Ordinal);
        return arguments;
    }

    /// <summary>A real reply in the form of the model's.</summary>
    private static object? Like(object? expected, RedisReply real)
    {
        if (real.IsNull) return null;
        if (expected is not object?[] items) return expected is long ? real.Integer : Encoding.Latin1.GetString(real.Bytes);
        return real.Items.Select((item, i) => Like(i < items.Length ? items[i] : "", item)).ToArray();
    }

    private static string Text(string command, object? reply)
    {
        if (reply is not object?[] items) return reply switch { null => "nil", long number => $"({number})", _ => Visible((string)reply) };
        // these have no order, and each server its own run id
        string[] texts = command == "HGETALL"
            ? [.. items.Chunk(2).Where(static pair => pair[0] is not "run").Select(static pair => $"{Visible((string)pair[0]!)}: {Visible((string)pair[1]!)}").Order(StringComparer.Ordinal)]
            : [.. items.Select(item => Text("", item))];
        if (command == "SMEMBERS") Array.Sort(texts, StringComparer.Ordinal);
        return $"[{string.Join(", ", texts)}]";
    }

    private static string Visible(string bytes) => string.Concat(bytes.Select(static one => one is >= ' ' and <= '~' ? one.ToString() : $"\\{(int)one:x2}"));
}
