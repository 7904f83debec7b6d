using Microsoft.Win32.SafeHandles;
using StoreHub.Storage;

namespace StoreHub.Core.Tests.Storage;

public sealed class FileSyncTests
{
    [Fact]
    public void SyncsAFileAndItsFolder()
    {
        string folder = Directory.CreateTempSubdirectory("storehub-").FullName;
        try
        {
            string path = Path.Combine(folder, "file");
            using (SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(handle, "x"u8, 0);
                FileSync.File(handle, path);
            }

            FileSync.Folder(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void NamesAFolderThatIsMissing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such call");
        string path = Path.Combine(Path.GetTempPath(), $"storehub-{Guid.NewGuid()}");
        IOException failure = Assert.Throws<IOException>(() => FileSync.Folder(path));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("errno 2", failure.Message, StringComparison.Ordinal);
    }

    // it takes what is written and cannot be synced; .NET's own calls say nothing of it
    [Fact]
    public void SaysThatAFileCannotBeSynced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/null is one that cannot be synced on Linux only");
        using SafeFileHandle handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        IOException failure = Assert.Throws<IOException>(() => FileSync.File(handle, "/dev/null"));
        Assert.Contains("'/dev/null'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("errno 22", failure.Message, StringComparison.Ordinal);
    }
}
