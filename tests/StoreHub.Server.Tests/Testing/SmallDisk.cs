using System.Diagnostics;

namespace StoreHub.Server.Tests.Testing;

/// <summary>A file system of a test's own, so small that it gets full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int kilobytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mounting a small file system takes Linux.");
        string path = Directory.CreateTempSubdirectory("storehub-disk-").FullName;
        string? obstacle = Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", path);
        if (obstacle is not null) Directory.Delete(path);
        Assert.SkipUnless(obstacle is null, $"A file system cannot be mounted here: {obstacle}");
        return new SmallDisk(path);
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
