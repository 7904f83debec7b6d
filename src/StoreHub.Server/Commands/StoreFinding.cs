using System.Globalization;
using StoreHub.Server.Files;

namespace StoreHub.Server.Commands;

/// <summary>What was found of one store.</summary>
/// <param name="Name">The store, or its folder if nothing says which store it is.</param>
internal sealed record StoreFinding(string Name)
{
    /// <summary>What it holds; null if it is damaged, or has no history.</summary>
    public StoreContent? Content { get; init; }

    /// <summary>Bytes of its files.</summary>
    public long Bytes { get; init; }

    public DamagedFileException? Damage { get; init; }

    public IReadOnlyList<string> Leftovers { get; init; } = [];

    public void Write(TextWriter output)
    {
        output.WriteLine(this switch
        {
            { Damage: not null } => $"{Name}: DAMAGED",
            { Content: { } content } => $"{Name}: {Describe(content)}",
            _ => $"{Name}: nothing in it",
        });
        if (Damage is not { } damage) return;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {damage.Path}, byte {damage.Offset}: {damage.What}"));
        output.WriteLine("  Restore the store's folder from a backup, or import it from an export; or move the folder away, and the store begins anew. Keep what is damaged.");
    }

    private string Describe(StoreContent content)
    {
        RecoveredLog log = content.Log;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"revisions {log.TrimmedThrough + 1}-{log.Sequencer.LastRevision}, {log.Segments.Count} segments, {Bytes} bytes, {(content.Snapshot is { } id ? $"snapshot at {id.Revision}" : "no snapshot")}, {content.State.Sources.Count} sources, state hash {content.State.ComputeHash()}");
        return log.TornBytes == 0
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}, torn end of {log.TornBytes} bytes (nobody was told of it; the hub leaves it out)");
    }
}
