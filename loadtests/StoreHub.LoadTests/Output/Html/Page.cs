using System.Text;
using System.Xml;
using System.Xml.Linq;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>The page, built as XML: so every text is escaped and every element closed.</summary>
internal sealed class Page
{
    private readonly XElement _html;

    private Page(XElement html) => _html = html;

    public static Page Of(IReadOnlyList<LoadResult> results) => new(new XElement("html", results.Count));

    public void Save(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write("<!DOCTYPE html>\n");
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { OmitXmlDeclaration = true });
        _html.WriteTo(xml);
    }
}
