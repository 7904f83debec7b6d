using System.CommandLine;
using System.Globalization;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Stores;
using StoreHub.Storage;

namespace StoreHub.Server.Commands;

/// <summary><c>verify</c>: checks a data folder and says what it holds.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Option<string> data = DataCommand.Data("The data folder; no hub may have it.");
        Option<string?> store = DataCommand.Store("Only this store.");
        var command = new Command("verify", "Checks a data folder and prints what it holds. Ends with 0 if it is whole, 1 if something is damaged, 2 if it cannot be read or is in use.") { data, store };
        command.SetAction((parsed, cancellationToken) => DataCommand.RunAsync(
            parsed, () => Task.FromResult(Run(parsed, parsed.GetRequiredValue(data), DataCommand.NameOf(parsed.GetValue(store)), cancellationToken))));
        return command;
    }

    private static int Run(ParseResult parsed, string data, StoreName? only, CancellationToken cancellationToken)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        var disk = new LocalDisk();
        using var folder = DataFolder.OfExisting(disk, data, TimeProvider.System);
        var check = new FolderCheck(disk, folder.FullPath);
        IReadOnlyList<string> folders = check.Folders();
        if (only is { } name)
        {
            folders = [.. folders.Where(candidate => candidate == StoreFolderName.Of(name.ToString()))];
            if (folders.Count == 0) throw new IOException($"There is no store {name} in '{folder.FullPath}'.");
        }

        var progress = WorkProgress.On(parsed.InvocationConfiguration.Error, TimeProvider.System);
        List<string> leftovers = only is null ? [.. check.Leftovers()] : [];
        int whole = 0, damaged = 0, empty = 0;
        long bytes = 0;
        for (int i = 0; i < folders.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"Verifying {i + 1} of {folders.Count}: {folders[i]}"));
            StoreFinding finding = check.Check(folders[i]);
            progress.Clear();
            finding.Write(output);
            leftovers.AddRange(finding.Leftovers);
            bytes += finding.Bytes;
            if (finding.Damage is not null) damaged++;
            else if (finding.Content is not null) whole++;
            else empty++;
        }

        foreach (string leftover in leftovers) output.WriteLine($"left over: {leftover}{(IsRemoved(leftover) ? " (the hub removes it)" : "")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole} stores whole, {damaged} damaged, {empty} without history; {bytes} bytes, {leftovers.Count} leftovers"));
        return damaged == 0 ? CommandExit.Whole : CommandExit.Damaged;
    }

    private static bool IsRemoved(string leftover) => leftover.EndsWith(StoreFolder.AsideSuffix, StringComparison.Ordinal) || Path.GetFileName(leftover).StartsWith(FileOperationLog.TrashPrefix, StringComparison.Ordinal);
}
