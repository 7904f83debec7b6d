using System.Text.Json;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>The result as JSON. The file is opened before the work begins, so that a bad path is known at once.</summary>
internal sealed class ResultFile : IDisposable
{
    private readonly FileStream _file;

    private ResultFile(FileStream file) => _file = file;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static ResultFile Open(string path) => new(File.Create(path));

    public void Write<T>(T result)
    {
        JsonSerializer.Serialize(_file, result, ResultJson.Options);
        _file.WriteByte((byte)'\n');
    }

    public void Dispose() => _file.Dispose();
}
