namespace StoreHub.Server.Files;

/// <summary>Threads that may wait for disks. Safe for any thread.</summary>
internal interface IDiskWorkers
{
    /// <summary>Runs something soon.</summary>
    /// <param name="work">What.</param>
    /// <param name="failed">Is told of what it threw; does not throw.</param>
    void Run(Action work, Action<Exception> failed);
}
