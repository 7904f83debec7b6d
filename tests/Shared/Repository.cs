namespace StoreHub.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string ReadText(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n");

    private static string Find()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "StoreHub.sln"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new DirectoryNotFoundException("No directory above the tests has StoreHub.sln.");
    }
}
