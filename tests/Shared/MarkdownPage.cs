namespace StoreHub.Tests;

/// <summary>A page of the documentation: its fenced blocks and tables, which tests hold against the code.</summary>
internal sealed class MarkdownPage
{
    private readonly string[] _lines;

    private MarkdownPage(string[] lines) => _lines = lines;

    public static MarkdownPage Read(params string[] path) => new(Repository.ReadText(path).Split('\n'));

    /// <summary>The fenced blocks that open with exactly this line after the fence.</summary>
    public IReadOnlyList<string> Blocks(string info)
    {
        var blocks = new List<string>();
        for (int i = 0; i < _lines.Length; i++)
        {
            if (_lines[i] != "```" + info) continue;
            int end = Array.IndexOf(_lines, "```", i + 1);
            blocks.Add(string.Join('\n', _lines[(i + 1)..end]));
            i = end;
        }

        return blocks;
    }

    public string Block(string info) => Assert.Single(Blocks(info));

    /// <summary>The rows of the table whose header begins with these cells, without header; code spans lose their ticks.</summary>
    public IReadOnlyList<string[]> Table(params string[] header)
    {
        int at = Array.FindIndex(_lines, line => line.StartsWith('|') && Cells(line).Take(header.Length).SequenceEqual(header));
        Assert.True(at >= 0, $"No table begins with {string.Join(", ", header)}.");
        return [.. _lines.Skip(at + 2).TakeWhile(static line => line.StartsWith('|')).Select(Cells)];
    }

    private static string[] Cells(string line) =>
        [.. line.Trim('|').Split('|').Select(static cell => cell.Trim()).Select(static cell => cell.Length > 1 && cell.StartsWith('`') && cell.LastIndexOf('`') == cell.Length - 1 && cell.Count('`'.Equals) == 2 ? cell[1..^1] : cell)];
}
