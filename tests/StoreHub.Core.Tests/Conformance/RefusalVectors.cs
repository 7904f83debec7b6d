using System.Text;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.MessagePack;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>What must be refused, and with which code; and damaged bytes, of which some still read.</summary>
internal static class RefusalVectors
{
    private const string Frame = "980109cb40140000000000000200";

    private static readonly (string Form, string[] Inputs)[] Written =
    [
        ("value-json",
        [
            "{\"$undefined\":false}", "{\"$what\":1}", "{\"$\":1}", "{\"$date\":1,\"a\":2}", "{\"a\":1,\"$date\":2}", "{\"$number\":\"1x\"}", "{\"$number\":1}", "{\"$number\":\"\"}", "{\"$number\":\"1e999\"}",
            "{\"$bytes\":\"%\"}", "{\"$bytes\":\"A\"}", "{\"$bytes\":1}", "{\"$map\":{}}", "{\"$map\":[[1]]}", "{\"$map\":[[1,2,3]]}", "{\"$set\":1}", "{\"$date\":1.5}", "{\"$date\":\"1\"}",
            "{\"$date\":253402300800000}", "{\"$date\":-62135596800001}", "{\"a\":1,\"a\":2}", "{\"$map\":[[0,1],[-0,2]]}", "{\"$set\":[\"a\",\"a\"]}", "{\"$set\":[{\"$date\":1},{\"$date\":1}]}",
            "{\"$map\":[[[],1]]}", "{\"$map\":[[{\"$map\":[]},1]]}", "{\"$set\":[{\"$undefined\":true}]}", "{\"$set\":[{}]}", "{\"__proto__\":1}", "[{\"constructor\":1}]", "{\"$map\":[[\"prototype\",1]]}",
            "\"\\ud800\"", "{\"\\udc00\":1}", "[\"a\\udc00\\ud800\"]", "9007199254740992", "-9007199254740992", "[100000000000000000000]", "1e999",
            "", "nul", "1 2", "[1,]", "{\"a\"}", "{\"a\":1,}", "[1", "{", "01", "+1", ".5", "'a'", "NaN", "\"\u0001\"",
        ]),
        ("value-binary",
        [
            "", "c1", "d4", "92c0", "dc0002c0", "81a161", "82a16101a16102", "81ab636f6e7374727563746f7201", "81a95f5f70726f746f5f5f01", "8101c0", "c7030193c0c0c0", "c7050194c0c0c0c0", "c703029200" + "00", "d40280", "d5029000",
            "d40500", "c70100c0", "cf0020000000000000", "d3ffe0000000000000", "a1ff", "a3eda080", "d6ff0000000000", "d7ff0000000400000000", "d7ffee6b280000000000", "c70dff00000000000000000000000000", "c70cff000000000000003afff44180",
            "c70801920a93c0c0c0", "c7040193" + "0102", "c70c0192ab636f6e7374727563746f", "c70e0192ab636f6e7374727563746f7201", "d502" + "91c7", "ddffffffff", "dfffffffff", "c6ffffffff", "dbffffffff", "c9ffffffff00", "c0c0",
        ]),
        ("transaction-json",
        [
            "1", "{}", "{\"ops\":[]}", "{\"ops\":{}}", "{\"void\":true,\"ops\":[]}", "{\"void\":1}", "{\"void\":true,\"source\":\"a\",\"seq\":0,\"count\":0,\"ts\":1}", "{\"void\":true,\"source\":\"!\",\"seq\":0,\"count\":1,\"ts\":1}",
            "{\"void\":true,\"source\":\"a\",\"seq\":-1,\"count\":1,\"ts\":1}", "{\"void\":true,\"source\":\"a\",\"seq\":9007199254740991,\"count\":2,\"ts\":1}", "{\"void\":true,\"source\":\"a\",\"seq\":0,\"count\":1}",
            "{\"ops\":[{}]}", "{\"ops\":[" + Op("\"type\":\"nothing\",\"path\":[\"a\"]") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":[]") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":\"a\"") + "]}",
            "{\"ops\":[" + Op("\"type\":\"set\"") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":[{}]") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":[\"__proto__\",1]") + "]}",
            "{\"ops\":[" + Op("\"type\":\"map-set\",\"path\":[\"a\"],\"value\":1") + "]}", "{\"ops\":[" + Op("\"type\":\"map-set\",\"path\":[\"a\"],\"key\":\"constructor\",\"value\":1") + "]}",
            "{\"ops\":[" + Op("\"type\":\"set-add\",\"path\":[\"a\"],\"value\":[]") + "]}", "{\"ops\":[" + Op("\"type\":\"set-add\",\"path\":[\"a\"]") + "]}", "{\"ops\":[" + Op("\"type\":\"increment\",\"path\":[\"a\"],\"value\":\"1\"") + "]}",
            "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"index\":-1") + "]}", "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"index\":1.5") + "]}", "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"deleteCount\":2147483648") + "]}",
            "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"anchors\":{\"after\":\"a:1\"}") + "]}", "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"anchors\":{\"removed\":[null]}") + "]}",
            "{\"ops\":[" + Op("\"type\":\"splice\",\"path\":[\"a\"],\"anchors\":{\"after\":\"a:9007199254740992:0\"}") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":[\"a\"],\"anchors\":{\"path\":[]}") + "]}", "{\"ops\":[" + Op("\"type\":\"set\",\"path\":[\"a\"],\"anchors\":1") + "]}",
            "{\"ops\":[{\"ts\":1,\"source\":\"a\",\"seq\":0,\"type\":\"map-clear\",\"path\":[]},{\"ts\":1,\"source\":\"a\",\"seq\":2,\"type\":\"map-clear\",\"path\":[]}]}",
            "{\"ops\":[{\"ts\":1,\"source\":\"a\",\"seq\":0,\"type\":\"map-clear\",\"path\":[]},{\"ts\":2,\"source\":\"a\",\"seq\":1,\"type\":\"map-clear\",\"path\":[]}]}",
            "{\"ops\":[{\"ts\":1,\"source\":\"a\",\"seq\":0,\"type\":\"map-clear\",\"path\":[]},{\"ts\":1,\"source\":\"b\",\"seq\":1,\"type\":\"map-clear\",\"path\":[]}]}",
            "{\"ops\":[" + Op("\"type\":\"map-clear\",\"path\":[]") + "],\"base\":-1}", "{\"ops\":[{\"ts\":\"1\",\"source\":\"a\",\"seq\":0,\"type\":\"map-clear\",\"path\":[]}]}",
        ]),
        ("transaction-binary",
        [
            "9600a16100cb3ff0000000000000" + "00" + "90", "9602a16100cb3ff000000000000000" + "01", "9500a16100cb3ff000000000000000", "9600a12100cb3ff00000000000000090", "9600a161ffcb3ff00000000000000090",
            "9600a16100cb7ff8000000000000" + "00" + "91920591a161", "9600a16100cb3ff0000000000000" + "00" + "91920a91a161", "9600a16100cb3ff0000000000000" + "00" + "9193009001", "9600a16100cb3ff0000000000000" + "00" + "91920091a161",
            "9600a16100cb3ff0000000000000" + "00" + "9193009190c0", "9600a16100cb3ff0000000000000" + "00" + "919300" + "91a95f5f70726f746f5f5f" + "c0", "9600a16100cb3ff0000000000000" + "00" + "91930691a161" + "90",
            "9600a16100cb3ff0000000000000" + "00" + "91930991a161" + "a131", "9600a16100cb3ff0000000000000" + "00" + "91960291a161ff0090c0", "9600a16100cb3ff0000000000000" + "00" + "91960291a1610000909190", "9600a16100cb3ff0000000000000" + "00" + "91960291a161000090" + "93c0c091c0",
            "9601a16100cb3ff0000000000000" + "0000", "9601a16100cb3ff0000000000000" + "0001" + "c0", "9601a161cf001fffffffffffffcb3ff0000000000000" + "0002", "9601a16100cb3ff0000000000000" + "ff01",
        ]),
        ("record-json",
        [
            "{}", "{\"kind\":\"other\",\"revision\":1}", "{\"kind\":\"floor\",\"revision\":0,\"floor\":0,\"ts\":1}", "{\"kind\":\"floor\",\"revision\":1,\"floor\":2,\"ts\":1}", "{\"kind\":\"floor\",\"revision\":1,\"ts\":1}",
            "{\"kind\":\"transaction\",\"revision\":1}", "{\"kind\":\"forget\",\"revision\":1,\"ts\":1}", "{\"kind\":\"forget\",\"revision\":1,\"sources\":[],\"ts\":1}", "{\"kind\":\"forget\",\"revision\":1,\"sources\":[\"b\",\"a\"],\"ts\":1}",
            "{\"kind\":\"forget\",\"revision\":1,\"sources\":[\"a\",\"a\"],\"ts\":1}", "{\"kind\":\"forget\",\"revision\":1,\"sources\":[\"a\"]}", "{\"kind\":\"forget\",\"revision\":1,\"sources\":[\"!\"],\"ts\":1}", "{\"kind\":\"void\",\"revision\":1,\"source\":\"a\",\"seq\":0,\"count\":0,\"ts\":1}", "{\"kind\":\"transaction\",\"revision\":0,\"ops\":[" + Op("\"type\":\"map-clear\",\"path\":[]") + "]}",
        ]),
        ("records-binary",
        [
            "90cb3ff0000000000000", "90cb3ff000000000000093c00002", "90cb3ff000000000000093c00090", "90cb3ff000000000000093c00092a162a161", "90cb3ff000000000000093c00092a161a161", "90cb3ff000000000000092c000", "90cb3ff0000000000000" + "930000" + "01", "9192a16100cb3ff0000000000000" + "930100" + "01", "9192a16100cb3ff0000000000000" + "930000" + "00",
            "9192a16100cb3ff0000000000000" + "930000" + "01" + "930000" + "01", "9192a16100cb7ff0000000000000" + "930000" + "01", "9192a16100cb3ff0000000000000" + "9300cb7ff8000000000000" + "01", "9191a161cb3ff0000000000000" + "930000" + "01",
        ]),
        ("snapshot-binary",
        [
            Frame + "91a173" + "90" + "81a16192" + "9195000000" + "00ceffffffff" + "920102", Frame + "91a173" + "90" + "81a16192" + "9196020000" + "0002" + "9105" + "90", Frame + "91a173" + "90" + "81a16192" + "91950001000002" + "920102",
            Frame + "91a173" + "90" + "81a16192" + "91950000000002" + "9101", Frame + "91a173" + "90" + "81a16192" + "91950000000002" + "93010203", Frame + "91a173" + "90" + "90", Frame + "92a173a173" + "90" + "80",
            Frame + "91a173" + "90" + "81a16192" + "91960200000001" + "9102" + "90", Frame + "91a173" + "90" + "82a16101a16102", "9802" + "09cb40140000000000000200" + "909080", "980109cb40140000000000000a00" + "909080", "980109cb4014000000000000020a" + "909080", "970109cb401400000000000002" + "909080", "960109cb40140000000000000290" + "80",
            Frame + "90" + "9195a1730009cb4010000000000000" + "9193000102" + "80", Frame + "90" + "9195a1730009cb401000000000000090" + "80" + "c0", Frame + "90" + "9195a1730009cb401800000000000090" + "80", Frame + "90" + "9295a1730009cb40100000000000009095a1730009cb40100000000000009080", Frame + "90" + "9295a1740009cb40100000000000009095a1730009cb40100000000000009080",
        ]),
        ("snapshot-json",
        [
            "{}", Snapshot("\"version\":1", "\"version\":2"), Snapshot("\"revision\":9,\"ts\"", "\"revision\":-1,\"ts\""), Snapshot("\"ts\":5", "\"ts\":\"5\""), Snapshot("\"floor\":2", "\"floor\":10"), Snapshot("\"floor\":2", "\"flour\":2"), Snapshot("\"forgottenAt\":0", "\"forgottenAt\":10"), Snapshot("\"ts\":4", "\"ts\":6"), Snapshot("\"ts\":4,", ""),
            Snapshot("\"state\":{", "\"state\":{\"b\":[],"), Snapshot("\"arrays\":[", "\"arrays\":[{\"runs\":[]},"), Snapshot("\"sources\":{", "\"sources\":{\"!\":{\"seq\":0,\"revision\":1,\"ts\":1,\"voids\":[]},"), Snapshot("\"seq\":8", "\"seq\":-1"),
            Snapshot("\"seq\":8,\"revision\":9", "\"seq\":8,\"revision\":10"), Snapshot("\"voids\":[", "\"voids\":[[0,4,4],"), Snapshot("\"voids\":[", "\"voids\":[[0,1,5],"), Snapshot("[3,2,5]", "[3,7,5]"), Snapshot("[3,2,5]", "[3,2,5,6]"),
            Snapshot("[0,\"s\",0,0,2]", "[0,\"s\",0,0,1],[0,\"s\",0,0,1]"), Snapshot("[0,\"s\",0,0,2]", "[4,\"s\",0,0,2]"), Snapshot("[0,\"s\",0,0,2]", "[0,\"s\",0,0,2],[2,\"s\",1,0,1,[2]]"), Snapshot("[0,\"s\",0,0,2]", "[0,\"s\",0,0,2],[2,\"s\",1,0,1]"),
        ]),
    ];

    public static IEnumerable<string> Cases()
    {
        foreach ((string form, string[] inputs) in Written)
        {
            foreach (string input in inputs)
            {
                int? code = Refusal(form, input, out _);
                yield return Case(form, input, code ?? throw new InvalidOperationException($"{form} {input} is not refused."), null);
            }
        }

        for (int seed = 1; seed <= 120; seed++)
        {
            var transactions = new SampleTransactions(seed);
            yield return Damaged("value-binary", ValueEncoding.ToBytes(new SampleValues(seed).Next(2)), seed);
            yield return Damaged("transaction-binary", TransactionEncoding.ToBytes(transactions.Next()), seed);
            yield return Damaged("records-binary", RecordBatch.ToBytes(transactions.Record()), seed);
        }
    }

    private static string Damaged(string form, byte[] bytes, int seed)
    {
        var random = new Random(seed);
        if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
        else bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        string input = Convert.ToHexStringLower(bytes);
        // which of several faults is named first is of no matter: 0 stands for any code
        return Refusal(form, input, out byte[] again) is null ? Case(form, input, null, again) : Case(form, input, 0, null);
    }

    private static string Case(string form, string input, int? code, byte[]? again) => VectorFile.Case(writer =>
    {
        writer.WriteString("form", form);
        writer.WriteString("input", input);
        if (code is { } number) writer.WriteNumber("code", number);
        if (again is not null) writer.WriteString("reads", Brief.Of(again));
    });

    /// <summary>The code of the refusal, 0 if it has none, or null and what the input reads as, written again.</summary>
    private static int? Refusal(string form, string input, out byte[] again)
    {
        try
        {
            again = Read(form, input);
            return null;
        }
        catch (StoreException refusal)
        {
            again = [];
            return (int)refusal.Code;
        }
        catch (Exception error) when (error is JsonException or MessagePackFormatException)
        {
            again = [];
            return 0;
        }
    }

    private static byte[] Read(string form, string input)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(form.EndsWith("json", StringComparison.Ordinal) ? input : ""), JsonText.ReaderOptions);
        switch (form)
        {
            case "value-json": return ValueEncoding.ToBytes(TaggedJson.Parse(input));
            case "value-binary": return ValueEncoding.ToBytes(ValueEncoding.FromBytes(Convert.FromHexString(input)));
            case "transaction-json": return TransactionEncoding.ToBytes(TransactionJson.Read(ref reader));
            case "transaction-binary": return TransactionEncoding.ToBytes(TransactionEncoding.FromBytes(Convert.FromHexString(input)));
            case "record-json": return RecordEncoding.ToBytes(RecordJson.Read(ref reader));
            case "records-binary": return RecordBatch.ToBytes(RecordBatchEncoding.Read(Convert.FromHexString(input), 1));
            case "snapshot-binary": return SettledState.DecodeSnapshot(Convert.FromHexString(input)).EncodeSnapshot();
            default: return SettledState.DecodeSnapshotJson(Encoding.UTF8.GetBytes(input)).EncodeSnapshot();
        }
    }

    private static string Op(string fields) => $"{{\"ts\":1,\"source\":\"a\",\"seq\":0,{fields}}}";

    private static string Snapshot(string part, string instead) =>
        ("{\"version\":1,\"revision\":9,\"ts\":5,\"floor\":2,\"forgottenAt\":0,\"state\":{\"a\":[1,2]},\"arrays\":[{\"runs\":[[0,\"s\",0,0,2]]}]"
            + ",\"sources\":{\"s\":{\"seq\":8,\"revision\":9,\"ts\":4,\"voids\":[[3,2,5]]}}}").Replace(part, instead, StringComparison.Ordinal);
}
