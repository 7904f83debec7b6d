using Microsoft.Win32.SafeHandles;
using StoreHub.Storage;

namespace StoreHub.Client.Tests.Testing;

/// <summary>A client's disk that takes as long as a test wants, or fails.</summary>
internal sealed class SlowDisk : IDisposable
{
    private readonly ManualResetEventSlim _goesOn = new(initialState: true);
    private volatile bool _fails;

    /// <summary>Whether everything fails from here on.</summary>
    public bool Fails
    {
        get => _fails;
        set => _fails = value;
    }

    /// <summary>What is written from here on is not on disk until <see cref="GoOn"/>.</summary>
    public void Hold() => _goesOn.Reset();

    public void GoOn() => _goesOn.Set();

    public void Sync(SafeFileHandle file, string path)
    {
        // not for ever: a test that failed must be able to close its client
        _goesOn.Wait(Clients.Patience);
        if (_fails) throw new IOException($"'{path}' is on a disk that fails.");
        FileSync.File(file, path);
    }

    public void Dispose()
    {
        _goesOn.Set();
        _goesOn.Dispose();
    }
}
