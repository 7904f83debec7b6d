namespace StoreHub.Server.Files;

/// <summary>Threads that may wait for disks. Safe for any thread.</summary>
internal interface IDiskWorkers
{
    /// <summary>Runs something soon; it does not throw.</summary>
    void Run(Action work);
}
