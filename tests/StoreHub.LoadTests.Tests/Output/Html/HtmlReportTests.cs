using System.Xml.Linq;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Tests.Results;

namespace StoreHub.LoadTests.Tests.Output.Html;

public sealed class HtmlReportTests
{
    private const string Hostile = "</style><script>alert(\"1\")</script> & ' \u0000\u001b\ud800 ]]> <!--";

    [Fact]
    public void Holds_every_figure_of_a_result()
    {
        (XElement page, _) = Write(SampleResults.Full());
        Dictionary<string, string> rows = page.Descendants("tr").ToDictionary(static row => row.Element("th")!.Value, static row => row.Element("td")!.Value);
        Assert.Equal(ResultRow.All.Select(static row => row.Name), rows.Keys);
        (string Name, string Figure)[] expected =
        [
            ("target", "storehub"), ("protocol", "messagepack"), ("clients", "101"), ("writers among them", "22"), ("sinks", "1,003"), ("stores", "4"), ("hubs", "3"), ("measured", "61 s"),
            ("operations", "118,734"), ("operations/s", "1.98 k"), ("deliveries/s", "1.23 M"), ("latency p50", "4.12 ms"), ("latency p90", "9.87 ms"), ("latency p99", "20.6 ms"),
            ("latency p99.9", "36.4 ms"), ("latency max", "1.06 s"), ("acknowledgement p50", "432 µs"), ("acknowledgement p99", "7.75 ms"), ("acknowledgement max", "17.2 ms"),
            ("hub CPU per delivery", "0.234 µs"), ("hub cores", "0.567"), ("Redis cores", "0.123"), ("client cores", "0.931"), ("hub memory per idle connection", "22.9 KiB"), ("wire bytes per delivery", "31.4 B"),
            ("operations per frame", "7.31"), ("converged", "yes"), ("lost", "0"), ("duplicated", "0"), ("seed", "4242"),
            ("state hash", "6d1657aa352c76ff5436e1750966f66aa5129c0d4ed96e948284776216480dc7"),
        ];
        foreach ((string name, string figure) in expected) Assert.Equal(figure, rows[name]);
        Assert.Equal(["load --clients 100", "a processor, 2 cores, .NET 10", "2025-06-12 09:30:05 +02:00"], page.Descendants("dd").Select(static fact => fact.Value));
        Assert.Equal("Converged; nothing lost, nothing duplicated.", Assert.Single(Styled(page, "verdict good")).Value);
    }

    [Fact]
    public void Every_chart_says_what_it_shows_to_eyes_and_to_readers()
    {
        (XElement page, _) = Write(SampleResults.Full());
        XElement[] figures = [.. page.Descendants("figure")];
        Assert.Equal(
            ["Distribution of latencies", "Operations written", "Deliveries", "Latency", "Not yet acknowledged", "Processor time of the hub", "Memory of the hub"],
            figures.Select(static figure => figure.Descendants("h3").Single().Value));
        foreach (XElement figure in figures)
        {
            XElement image = figure.Element("svg")!;
            Assert.Equal(figure.Descendants("h3").Single().Value, image.Element("title")!.Value);
            Assert.Equal("img", image.Attribute("role")!.Value);
            string[] labels = [.. Styled(image, "label middle").Select(static label => label.Value)];
            Assert.Equal(2, labels.Length);
            foreach (string label in labels) Assert.Contains(label, image.Attribute("aria-label")!.Value, StringComparison.Ordinal);
            Assert.NotEmpty(Styled(image, "tick end"));
            Assert.NotEmpty(Styled(image, "tick middle"));
            int lines = image.Descendants("polyline").Select(static line => line.Attribute("class")!.Value).Distinct().Count();
            Assert.Equal(lines > 1 ? lines : 0, figure.Descendants("li").Count());
        }
    }

    [Fact]
    public void Compares_several_targets_with_the_baseline()
    {
        (XElement page, _) = Write([.. SampleResults.Compared().Runs]);
        XElement table = page.Descendants("table").First();
        Assert.Equal(["storehub messagepack", "signalr json", "websocket raw"], table.Element("thead")!.Descendants("th").Select(static cell => cell.Value));
        XElement row = table.Descendants("tr").Single(static row => row.Element("th")!.Value == "hub CPU per delivery");
        Assert.Equal(["0.24 µs0.2 – 0.28 µs0.25×", "0.96 µs0.8 – 1.12 µs1×", "0.12 µs0.1 – 0.14 µs0.125×"], row.Elements("td").Select(static cell => cell.Value));
        Assert.Equal(3, page.Descendants("svg").First().Descendants("rect").Count());
        Assert.Equal("All 15 runs are good: no replica differs, nothing was lost or duplicated.", Assert.Single(Styled(page, "verdict good")).Value);
    }

    [Fact]
    public void Tells_several_runs_of_one_target_apart_and_names_those_that_failed()
    {
        (XElement page, _) = Write(SampleResults.Full(), SampleResults.Full() with { Lost = 3, Problems = ["One is missing."] });
        Assert.Equal(["run 1", "run 2"], page.Descendants("table").Single().Element("thead")!.Descendants("th").Select(static cell => cell.Value));
        Assert.Equal(["1 of 2 runs failed.", "run 2: Converged; 3 lost, nothing duplicated; 1 problem."], Styled(page, "verdict bad").Select(static line => line.Value));
        Assert.Equal("One is missing.", Assert.Single(Styled(page, "problems")).Value);
    }

    [Fact]
    public void Shows_hostile_text_as_text()
    {
        LoadResult result = SampleResults.Full(Hostile, Hostile) with { Arguments = Hostile, Machine = Hostile, StateHash = Hostile, Problems = [Hostile] };
        foreach (LoadResult[] results in new LoadResult[][] { [result], [result, SampleResults.Full()] })
        {
            (XElement page, string text) = Write(results);
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<!--", text, StringComparison.Ordinal);
            Assert.Empty(page.Descendants("script"));
            Assert.Single(page.Descendants("style"));
            Assert.Contains(page.Descendants("li"), static item => item.Value == "</style><script>alert(\"1\")</script> & ' \ufffd\ufffd\ufffd ]]> <!--");
        }
    }

    [Fact]
    public void Is_sound_whatever_is_missing_or_odd()
    {
        LoadResult empty = SampleResults.Empty(), full = SampleResults.Full();
        var nothing = new LatencySummary { Count = 0, P50 = 0, P90 = 0, P99 = 0, P999 = 0, Max = 0, Buckets = [] };
        LoadResult[] odd =
        [
            empty,
            full with { Samples = [SampleResults.Sample(0)] },
            full with { Samples = [SampleResults.Sample(0) with { LatencyP50 = null, LatencyP99 = null, HubCores = null, HubMebibytes = null }] },
            full with { Samples = [SampleResults.Sample(5), SampleResults.Sample(5)] },
            full with { LatencyMs = nothing, AckLatencyMs = nothing },
            full with { LatencyMs = nothing with { Count = 1, Buckets = [new(0, 1)] } },
            full with { LatencyMs = nothing with { Buckets = [new(1, 0), new(5, -3), new(double.NaN, 2), new(7, long.MaxValue), new(9, long.MaxValue)] } },
            full with { HubCpuMicrosPerDelivery = double.NaN, OperationsPerSecond = double.PositiveInfinity, HubCores = double.NegativeInfinity },
            full with { Samples = [SampleResults.Sample(0) with { Second = double.NaN }, SampleResults.Sample(1) with { OperationsPerSecond = double.PositiveInfinity, DeliveriesPerSecond = -5, LatencyP50 = 0, LatencyP99 = 1e-300, HubCores = double.MaxValue }] },
        ];
        foreach (LoadResult result in odd)
        {
            Write(result);
            Write(result, empty);
            Write(result, full with { Target = "signalr", Protocol = "json" }, empty with { Target = "websocket", Protocol = "raw" });
        }
    }

    private static IEnumerable<XElement> Styled(XElement page, string style) => page.Descendants().Where(element => element.Attribute("class")?.Value == style);

    /// <summary>Writes a page, and checks what must hold for every one.</summary>
    private static (XElement Page, string Text) Write(params LoadResult[] results)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var report = HtmlReport.Open(path)) report.Write(results);
            string text = File.ReadAllText(path);
            Assert.StartsWith("<!DOCTYPE html>\n<html", text, StringComparison.Ordinal);
            foreach (string absent in (string[])["http:", "https:", "//", "url(", "@import", "NaN", "Infinity", "∞", "-0<", "=\"-0\""]) Assert.DoesNotContain(absent, text, StringComparison.Ordinal);
            XElement page = XDocument.Parse(text).Root!;
            // to a browser, an empty tag is an open one
            Assert.All(page.Descendants().Where(static element => element.IsEmpty), static element => Assert.Equal("meta", element.Name));
            // and a style sheet is not unescaped
            Assert.DoesNotContain(page.Descendants("style").Single().Value, static character => character is '<' or '>' or '&');
            return (page, text);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
