namespace StoreHub.Server.Tests.Testing;

/// <summary>A folder of a test's own.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("storehub-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
