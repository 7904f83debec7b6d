using StoreHub.Core.Tests.Generators;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>A file's content: as the system shows it, and as the platter has it, sector by sector.</summary>
internal sealed class SimulatedFile
{
    private const int Sector = 512;

    private readonly SortedSet<int> _dirty = [];
    private byte[] _content = [];
    private byte[] _platter = [];

    public byte[] Content => _content;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        int last = (_content.Length + bytes.Length - 1) / Sector;
        for (int sector = _content.Length / Sector; sector <= last; sector++) _dirty.Add(sector);
        _content = [.. _content, .. bytes];
    }

    public void Sync()
    {
        foreach (int sector in _dirty) Write(sector);
        _dirty.Clear();
        if (_platter.Length < _content.Length) Array.Resize(ref _platter, _content.Length);
    }

    /// <summary>Some of it gets to the platter; and some may be taken for written that is not, as when the system marks a page clean that it could not write.</summary>
    public void FailSync(Dice dice)
    {
        foreach (int sector in _dirty.ToArray())
        {
            int roll = dice.Next(3);
            if (roll == 0) Write(sector);
            if (roll < 2) _dirty.Remove(sector);
        }
    }

    /// <summary>The power fails: of what was not synced, an end is missing, or any of its sectors.</summary>
    public void Lose(Dice dice)
    {
        int length = _platter.Length + dice.Next(_content.Length - _platter.Length + 1);
        bool inOrder = dice.Chance(0.5);
        foreach (int sector in _dirty)
        {
            if (inOrder ? sector * Sector < length : dice.Chance(0.6)) Write(sector);
        }

        if (!inOrder) length = Math.Max(length, dice.Pick([length, _platter.Length, _content.Length]));
        Array.Resize(ref _platter, length);
        _content = [.. _platter];
        _dirty.Clear();
    }

    public SimulatedFile Copy()
    {
        var copy = new SimulatedFile();
        copy.Append(_content);
        copy.Sync();
        return copy;
    }

    /// <summary>A bit of what is stored turns over.</summary>
    public void Damage(int at, byte bits)
    {
        _content[at] ^= bits;
        _platter[at] = _content[at];
    }

    private void Write(int sector)
    {
        int start = sector * Sector, end = Math.Min(start + Sector, _content.Length);
        if (_platter.Length < end) Array.Resize(ref _platter, end);
        _content.AsSpan(start, end - start).CopyTo(_platter.AsSpan(start));
    }
}
