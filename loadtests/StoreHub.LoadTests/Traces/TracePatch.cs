namespace StoreHub.LoadTests.Traces;

/// <summary>One edit. Positions and lengths count code points.</summary>
/// <param name="Position">Where.</param>
/// <param name="Deleted">How many characters are removed there.</param>
/// <param name="Inserted">What is inserted there, one string per character.</param>
internal readonly record struct TracePatch(int Position, int Deleted, string[] Inserted)
{
    public bool IsEmpty => Deleted == 0 && Inserted.Length == 0;
}
