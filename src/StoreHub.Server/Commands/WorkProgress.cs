namespace StoreHub.Server.Commands;

/// <summary>Says how far long work is: in one line of a terminal, elsewhere now and then.</summary>
internal sealed class WorkProgress(TextWriter error, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private long _last = time.GetTimestamp();
    private int _width;

    public static WorkProgress On(TextWriter error, TimeProvider time) => new(error, ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected, time);

    public void Report(string text)
    {
        if (isTerminal)
        {
            error.Write('\r' + text.PadRight(_width));
            _width = text.Length;
        }
        else if (time.GetElapsedTime(_last) >= Seldom)
        {
            _last = time.GetTimestamp();
            error.WriteLine(text);
        }
    }

    /// <summary>Takes its line back, before other lines come.</summary>
    public void Clear()
    {
        if (_width > 0) error.Write('\r' + new string(' ', _width) + '\r');
        _width = 0;
    }
}
