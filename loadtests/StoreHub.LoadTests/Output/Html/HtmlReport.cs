using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>Results as a page that needs nothing but itself. The file is opened before the work begins, so that a bad path is known at once.</summary>
internal sealed class HtmlReport : IDisposable
{
    private readonly FileStream _file;

    private HtmlReport(FileStream file) => _file = file;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static HtmlReport Open(string path) => new(File.Create(path));

    /// <param name="results">One or several; those of several targets are compared.</param>
    public void Write(IReadOnlyList<LoadResult> results) => Page.Of(results).Save(_file);

    public void Dispose() => _file.Dispose();
}
