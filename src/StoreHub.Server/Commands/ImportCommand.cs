using System.CommandLine;
using System.Globalization;
using StoreHub.Server.Commands.Transfer;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Commands;

/// <summary><c>import</c>: makes a store of JSON lines that were exported.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Option<string> data = DataCommand.Data("The data folder, made if it is not there; no hub may have it.");
        Option<string?> store = DataCommand.Store("What the store is called from now on. Default: as before.");
        var file = new Option<FileInfo?>("--in") { Description = "What was exported. Default: standard input.", HelpName = "file" };
        var command = new Command("import", "Makes a store of what was exported, whole or not at all. Ends with 0, with 1 if the file is cut or does not fit, 2 if the store exists, or the data folder cannot be written or is in use.") { data, store, file };
        command.SetAction((parsed, _) => DataCommand.RunAsync(
            parsed, () => Task.FromResult(Run(parsed, parsed.GetRequiredValue(data), DataCommand.NameOf(parsed.GetValue(store)), parsed.GetValue(file)))));
        return command;
    }

    private static int Run(ParseResult parsed, string data, StoreName? renamed, FileInfo? file)
    {
        var disk = new LocalDisk();
        // who may not have the folder hears of it before a long file is read; one that is not there is only made once the file is good
        using DataFolder? existing = Directory.Exists(data) ? new DataFolder(disk, data, TimeProvider.System) : null;
        ImportFile import;
        using (Stream input = file?.OpenRead() ?? Console.OpenStandardInput()) import = ImportFile.Read(input);
        StoreName name = renamed ?? import.Name;
        using DataFolder? made = existing is null ? new DataFolder(disk, data, TimeProvider.System) : null;
        StoreInstall.Install(disk, (existing ?? made)!.FullPath, name, import);
        parsed.InvocationConfiguration.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Imported {name} at revision {import.Revision}, state hash {import.Hash}."));
        return CommandExit.Whole;
    }
}
