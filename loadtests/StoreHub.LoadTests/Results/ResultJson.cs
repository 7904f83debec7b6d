using System.Text.Json;
using System.Text.Json.Serialization;

namespace StoreHub.LoadTests.Results;

/// <summary>How results are written to files, and read from them.</summary>
internal static class ResultJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
