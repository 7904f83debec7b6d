namespace StoreHub.LoadTests.Hubs;

/// <summary>A data folder that goes with the run.</summary>
internal sealed class DataDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("storehub-load-").FullName;

    /// <summary>How many bytes its files have.</summary>
    public long Bytes => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file =>
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // a segment that was removed meanwhile
            return 0;
        }
    });

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
