using System.Text;
using KeraLua;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>
/// Runs the very scripts that Redis runs, in Lua 5.4, with its commands from a model. What differs from Redis's Lua 5.1 is given to them: <c>struct</c>
/// and <c>unpack</c>.
/// </summary>
internal sealed class LuaScripts : IDisposable
{
    private const string Beginning = "struct = {pack = string.pack, unpack = string.unpack} unpack = table.unpack redis = {call = call}";

    private readonly Lua _lua = new();
    private readonly ModelDatabase _database;
    // the native side has only its address
    private readonly LuaFunction _call;
    private Exception? _failure;

    public LuaScripts(ModelDatabase database)
    {
        _database = database;
        _call = Call;
        _lua.Register("call", _call);
        if (_lua.DoString(Beginning)) throw new InvalidOperationException(_lua.ToString(-1));
    }

    /// <summary>Runs a script; its writes are one.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public object? Run(string text, string[] keys, string[] arguments) => _database.Atomically(() =>
    {
        _failure = null;
        PushTable(keys);
        _lua.SetGlobal("KEYS");
        PushTable(arguments);
        _lua.SetGlobal("ARGV");
        LuaStatus status = _lua.LoadBuffer(Encoding.UTF8.GetBytes(text), "script");
        if (status == LuaStatus.OK) status = _lua.PCall(0, 1, 0);
        if (_failure is not null) throw new InvalidOperationException("A command of a script failed.", _failure);
        if (status != LuaStatus.OK) throw new InvalidOperationException($"ERR {_lua.ToString(-1)}");
        object? reply = Read(-1);
        _lua.SetTop(0);
        return reply;
    });

    public void Dispose() => _lua.Dispose();

    private int Call(IntPtr state)
    {
        // an exception must not pass through native frames
        try
        {
            string[] words = new string[_lua.GetTop()];
            for (int i = 0; i < words.Length; i++) words[i] = Bytes(i + 1);
            Push(_database.Run(words));
        }
#pragma warning disable CA1031 // see above; it is thrown when the script has ended
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= failure;
            _lua.PushNil();
        }

        return 1;
    }

    private string Bytes(int index) => Encoding.Latin1.GetString(_lua.ToBuffer(index, false));

    private void PushTable(string[] items)
    {
        _lua.CreateTable(items.Length, 0);
        for (int i = 0; i < items.Length; i++)
        {
            _lua.PushBuffer(Encoding.Latin1.GetBytes(items[i]));
            _lua.RawSetInteger(-2, i + 1);
        }
    }

    private void Push(object? reply)
    {
        switch (reply)
        {
            // what is not there is false to a script
            case null: _lua.PushBoolean(false); break;
            case long number: _lua.PushInteger(number); break;
            case string bytes: _lua.PushBuffer(Encoding.Latin1.GetBytes(bytes)); break;
            case object?[] items:
                _lua.CheckStack(8);
                _lua.CreateTable(items.Length, 0);
                for (int i = 0; i < items.Length; i++)
                {
                    Push(items[i]);
                    _lua.RawSetInteger(-2, i + 1);
                }

                break;
            default: throw new NotSupportedException($"A reply of {reply.GetType()}.");
        }
    }

    private object? Read(int index)
    {
        switch (_lua.Type(index))
        {
            case LuaType.Number: return (long)_lua.ToNumber(index);
            case LuaType.String: return Bytes(index);
            case LuaType.Table:
                var items = new List<object?>();
                // up to the first nil, as Redis does
                for (int i = 1; ; i++)
                {
                    _lua.RawGetInteger(index, i);
                    if (_lua.IsNil(-1)) break;
                    items.Add(Read(-1));
                    _lua.Pop(1);
                }

                _lua.Pop(1);
                return items.ToArray();
            default: return null;
        }
    }
}
