using System.CommandLine;
using System.Globalization;

namespace StoreHub.LoadTests.Commands;

/// <summary>Options that are numbers within a range, and say so when they are not.</summary>
internal static class Numbers
{
    public static Option<int> Whole(string name, string what, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{what} Default {standard.ToString(CultureInfo.InvariantCulture)}.", DefaultValueFactory = _ => standard, HelpName = "count" };
        option.Validators.Add(result =>
        {
            // what is no number has its error already
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && (value < least || value > most))
                result.AddError($"{name} is from {least} to {most}, not {value}.");
        });
        return option;
    }

    public static Option<double> Decimal(string name, string what, double standard, double least, double most)
    {
        var option = new Option<double>(name)
        {
            Description = $"{what} Default {standard.ToString(CultureInfo.InvariantCulture)}.",
            DefaultValueFactory = _ => standard,
            HelpName = "number",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most) return value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}, not '{text}'."));
                return standard;
            },
        };
        return option;
    }
}
