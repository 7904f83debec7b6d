using System.Globalization;
using System.Reflection;
using StoreHub.Server.Hosting;
using StoreHub.Server.Redis;
using StoreHub.Tests;

namespace StoreHub.Client.Tests.Documentation;

/// <summary>What docs/operations.md says of options and logs.</summary>
public class OperationsPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs", "operations.md");

    [Fact]
    public void Every_option_is_documented_with_its_default()
    {
        var options = new StoreHubOptions();
        IEnumerable<string> actual = typeof(StoreHubOptions).GetProperties()
            .SelectMany(property => property.GetValue(options) is StoreLimits or RedisOptions ? Settings(property.GetValue(options)!, $"{property.Name}:") : [Setting(property, options, "")])
            .Order(StringComparer.Ordinal);
        Assert.Equal(actual, Page.Table("option", "default").Select(static row => $"{row[0]} {row[1]}"));
    }

    [Fact]
    public void Every_log_message_is_documented()
    {
        IEnumerable<string> actual = typeof(StoreHubOptions).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => method.GetCustomAttribute<Microsoft.Extensions.Logging.LoggerMessageAttribute>())
            .OfType<Microsoft.Extensions.Logging.LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId)
            .Select(static message => $"{message.EventId} {message.Level}");
        Assert.Equal(actual, Page.Table("id", "level").Select(static row => $"{row[0]} {row[1]}"), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Settings(object options, string prefix) =>
        options.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => Setting(property, options, prefix));

    private static string Setting(PropertyInfo property, object options, string prefix)
    {
        object? value = property.GetValue(options);
        string text = value switch
        {
            IList<string> { Count: 0 } => "none",
            string name when name.StartsWith("StoreHub ", StringComparison.Ordinal) => "StoreHub and its version",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return $"{prefix}{property.Name} {text}";
    }
}
