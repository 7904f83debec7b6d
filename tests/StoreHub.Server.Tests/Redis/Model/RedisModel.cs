using System.Globalization;
using System.Text;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>
/// A Redis in memory that runs the real scripts, and to which happens what a test says: a restart with a shorter log, a message that is lost, a reply that
/// is lost after the fact, scripts that are forgotten, the loss of everything. It answers at once, so that whoever asks goes on in the same thread.
/// </summary>
internal sealed class RedisModel : IDisposable
{
    private static readonly Dictionary<string, RedisScript> Scripts =
        new[]
        {
            RedisScript.Append, RedisScript.Floor, RedisScript.Forget, RedisScript.Claim, RedisScript.Release, RedisScript.Follow, RedisScript.Leave, RedisScript.Trim, RedisScript.Open, RedisScript.Recover,
            RedisScript.Delete, RedisScript.Save, RedisScript.Load, RedisScript.Publish,
        }.ToDictionary(static script => script.Hash);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _cached = [];
    private readonly List<ModelConnection> _connections = [];
    private readonly ModelDatabase _database;
    private readonly LuaScripts _lua;
    private readonly Func<string, string> _edit;
    private int _runs;
    private bool _isDisposed;

    /// <param name="now">Its clock.</param>
    /// <param name="edit">Changes a script's text before it runs.</param>
    public RedisModel(Func<DateTimeOffset> now, Func<string, string>? edit = null)
    {
        Now = now;
        _edit = edit ?? (static text => text);
        _database = new ModelDatabase(now, () => RunId, Publish);
        _lua = new LuaScripts(_database);
    }

    public Func<DateTimeOffset> Now { get; }

    public string RunId { get; private set; } = "0";

    /// <summary>All that was asked of it and befell it.</summary>
    public List<ModelStep> Steps { get; } = [];

    /// <summary>Connections that are there.</summary>
    public IReadOnlyList<ModelConnection> Connections
    {
        get
        {
            lock (_gate) return [.. _connections];
        }
    }

    /// <summary>How many groups its file has.</summary>
    public int Groups => _database.File.Count;

    /// <summary>How many calls from now on one loses its reply, and whether it takes effect; 0 for none.</summary>
    public (int After, bool TakesEffect) LosesReply { get; set; }

    /// <summary>Connects.</summary>
    public Task<IRedisConnection> ConnectAsync()
    {
        var connection = new ModelConnection(this);
        lock (_gate) _connections.Add(connection);
        return Task.FromResult<IRedisConnection>(connection);
    }

    /// <summary>A connection is gone.</summary>
    public void Remove(ModelConnection connection)
    {
        lock (_gate) _connections.Remove(connection);
    }

    /// <summary>Runs a command.</summary>
    /// <exception cref="RedisErrorException">There is no such script.</exception>
    /// <exception cref="LogUnavailableException">The model is gone.</exception>
    public object? Execute(string[] words)
    {
        // what a hub cancels it goes on with in another thread
        lock (_gate)
        {
            return _isDisposed ? throw new LogUnavailableException("The simulation has ended.") : Run(words);
        }
    }

    private object? Run(string[] words)
    {
        if (words[0] is not ("EVALSHA" or "EVAL")) return Note(words, _database.Atomically(() => _database.Run(words)));
        RedisScript script = words[0] == "EVAL" ? Scripts.Values.Single(script => script.Text == Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(words[1]))) : Scripts[words[1]];
        if (words[0] == "EVALSHA" && !_cached.Contains(script.Hash)) throw new RedisErrorException("NOSCRIPT No matching script.");
        _cached.Add(script.Hash);
        int keys = int.Parse(words[2], CultureInfo.InvariantCulture);
        return Note(["EVALSHA", script.Hash, .. words[2..]], _lua.Run(_edit(script.Text), words[3..(3 + keys)], words[(3 + keys)..]));
    }

    /// <summary>The script of a step.</summary>
    public static RedisScript ScriptOf(ModelStep step) => Scripts[step.Words[1]];

    /// <summary>It is killed and started again without the end of its file.</summary>
    public void Restart(int lost)
    {
        lock (_gate)
        {
            _database.Reload(Math.Max(0, Groups - lost));
            RunId = (++_runs).ToString(CultureInfo.InvariantCulture);
            _cached.Clear();
            Note(["RESTART"], null);
        }

        foreach (ModelConnection connection in Connections) connection.Lose();
    }

    /// <summary>It forgets its scripts.</summary>
    public void ForgetScripts()
    {
        lock (_gate) _cached.Clear();
    }

    /// <summary>Reads all that there is, so that it stands among the steps.</summary>
    public void ReadAll()
    {
        foreach (string key in _database.Keys) Execute(_database.Reading(key));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _lua.Dispose();
        }
    }

    private object? Note(string[] words, object? reply)
    {
        Steps.Add(new ModelStep(words, Now(), Groups, reply));
        return reply;
    }

    private void Publish(string channel, string message)
    {
        foreach (ModelConnection connection in _connections) connection.Offer(channel, message);
    }
}
