using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StoreHub.LoadTests.Wires;

/// <summary>The operation that baselines relay: the same as StoreHub's, as one would write it without a library.</summary>
/// <param name="Writer">The number of its author.</param>
/// <param name="Seq">Its number at the author.</param>
/// <param name="Key">The key that is set, of 100.</param>
/// <param name="Stamp">When it was written, in microseconds; the value, or where the value begins.</param>
/// <param name="ValueBytes">The length of a text value; 0: the stamp itself, as a number.</param>
internal readonly record struct NaiveOperation(int Writer, long Seq, int Key, long Stamp, int ValueBytes)
{
    public string Json()
    {
        string value = ValueBytes == 0 ? Stamp.ToString(CultureInfo.InvariantCulture) : $"\"{Load.StampedValue.Text(Stamp, ValueBytes)}\"";
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"ts":{{Stamp / 1000}},"source":"w{{Writer}}","seq":{{Seq}},"type":"set","path":["user","u{{Writer}}","k{{Key}}"],"value":{{value}}}""");
    }

    public static NaiveOperation FromJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        int writer = 0;
        long seq = 0, stamp = 0;
        int bytes = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                writer = int.Parse(Encoding.UTF8.GetString(reader.ValueSpan[1..]), CultureInfo.InvariantCulture);
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                reader.Read();
                seq = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number)
                {
                    stamp = reader.GetInt64();
                }
                else
                {
                    bytes = reader.ValueSpan.Length;
                    stamp = Load.StampedValue.Read(reader.GetString()!);
                }
            }
        }

        return new NaiveOperation(writer, seq, 0, stamp, bytes);
    }
}
