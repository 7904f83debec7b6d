using System.Text.Json;
using StoreHub.LoadTests.Replays;

namespace StoreHub.LoadTests.Output;

/// <summary>The result as JSON. The file is opened before the work begins, so that a bad path is known at once.</summary>
internal sealed class ResultFile : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly FileStream _file;

    private ResultFile(FileStream file) => _file = file;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static ResultFile Open(string path) => new(File.Create(path));

    public void Write(ReplayResult result)
    {
        JsonSerializer.Serialize(_file, result, Options);
        _file.WriteByte((byte)'\n');
    }

    public void Dispose() => _file.Dispose();
}
