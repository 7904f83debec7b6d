using System.CommandLine;
using System.Globalization;
using StoreHub.Server.Commands.Transfer;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Stores;
using StoreHub.Storage;

namespace StoreHub.Server.Commands;

/// <summary><c>export</c>: writes one store as JSON lines.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string> data = DataCommand.Data("The data folder; no hub may have it.");
        Option<string?> store = DataCommand.Store("The store.", required: true);
        var file = new Option<FileInfo?>("--out") { Description = "Where to write it, in the place of a file that is there. Default: standard output.", HelpName = "file" };
        var command = new Command("export", "Writes one store of a data folder as JSON lines, to be imported elsewhere. Ends with 0, with 1 if it is damaged, 2 if it cannot be read or is in use.") { data, store, file };
        command.SetAction((parsed, _) => DataCommand.RunAsync(
            parsed, () => Task.FromResult(Run(parsed, parsed.GetRequiredValue(data), DataCommand.NameOf(parsed.GetValue(store))!.Value, parsed.GetValue(file)))));
        return command;
    }

    private static int Run(ParseResult parsed, string data, StoreName name, FileInfo? file)
    {
        var disk = new LocalDisk();
        using var folder = DataFolder.OfExisting(disk, data, TimeProvider.System);
        var store = new StoreFolder(disk, folder.FullPath, name);
        StoreContent content = StoreContent.Read(store);
        if (content.Log.Segments.Count == 0) throw new IOException($"There is no store {name} in '{folder.FullPath}'.");
        if (file is null)
        {
            using Stream output = Console.OpenStandardOutput();
            ExportFile.Write(output, store, content);
        }
        else
        {
            WriteFile(file.FullName, store, content);
        }

        parsed.InvocationConfiguration.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Exported {name} at revision {content.State.Revision}, state hash {content.State.ComputeHash()}."));
        return CommandExit.Whole;
    }

    /// <summary>Whoever has the file's name has all of it; an earlier export stays until then.</summary>
    private static void WriteFile(string path, StoreFolder store, StoreContent content)
    {
        string aside = path + StoreFolder.AsideSuffix;
        try
        {
            using (FileStream output = File.Create(aside, 1 << 16))
            {
                ExportFile.Write(output, store, content);
                output.Flush();
                FileSync.File(output.SafeFileHandle, aside);
            }

            File.Move(aside, path, overwrite: true);
            FileSync.Folder(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }
}
