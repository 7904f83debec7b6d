using System.Globalization;
using System.Runtime.InteropServices;

namespace StoreHub.Client.Tests.Testing;

/// <summary>
/// This test program as a writer that keeps its store on disk, until it is killed: pushes numbers without a gap, and says on its output up to
/// which they are on disk. Started by <see cref="KeptWriterProcess"/>.
/// </summary>
internal static partial class KeptWriter
{
    public const string Variable = "STOREHUB_KEPT_WRITER";

    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;
    private const nint Ignore = 1;

    private static readonly string Padding = new('x', 300);

    public static bool IsWanted(out string[] parts)
    {
        parts = Environment.GetEnvironmentVariable(Variable)?.Split('|') ?? [];
        return parts.Length == 3;
    }

    /// <summary>Runs until it is killed.</summary>
    /// <param name="parts">The hub's address, the data path, and the most bytes of a file; 0: no limit.</param>
    public static async Task<int> RunAsync(string[] parts)
    {
        int limit = int.Parse(parts[2], CultureInfo.InvariantCulture);
        await using StoreHubClient client = Clients.Connect(new Uri(parts[0]), dataPath: parts[1]);
        HubStore store = await client.OpenAsync("s");
        store.PersistenceChanged += (_, change) => Say(change.Failure is null ? "again" : "failing");
        if (!store["list"].Exists) store["list"].Value = ArrayValue.Empty;
        StoreArray list = store["list"].AsArray();
        int next = list.Count;
        Say($"source {store.Source}");
        Say($"found {next}");
        if (limit > 0) LimitFiles(limit);
        _ = Task.Run(() =>
        {
            while (Console.ReadLine() is not null) LimitFiles(int.MaxValue);
        });
        while (true)
        {
            for (int i = 0; i < 3; i++) list.Push($"{next++} {Padding}");
            int written = next;
            if (limit == 0)
            {
                await store.WhenPersistedAsync();
                Say($"kept {written}");
            }
            else
            {
                _ = store.WhenPersistedAsync().ContinueWith(_ => Say($"kept {written}"), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                await Task.Delay(5);
            }
        }
    }

    private static void Say(string line)
    {
        lock (Padding)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    /// <summary>Files can be no longer: what a full disk is to a writer.</summary>
    private static void LimitFiles(long bytes)
    {
        Signal(FileSizeSignal, Ignore);
        GetLimit(FileSizeLimit, out Limits limits);
        limits.Soft = (nuint)bytes;
        if (SetLimit(FileSizeLimit, in limits) != 0) throw new InvalidOperationException($"No limit: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public nuint Soft;
        public nuint Hard;
    }
}
