using System.Globalization;
using System.Text.Json;
using StoreHub.Server.FanOut;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Admin;

/// <summary>What whoever runs a hub may ask of it over HTTP.</summary>
internal sealed class AdminCalls(StoreRegistry stores, DataFolderHealth folder, StoreHubLifetimeManager connections)
{
    private const string JsonType = "application/json; charset=utf-8";
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>The stores that have history, by name, a page at a time.</summary>
    public async Task ListAsync(HttpContext context)
    {
        string after = context.Request.Query["after"].ToString();
        string asked = context.Request.Query["limit"].ToString();
        int limit = DefaultLimit;
        if (asked.Length > 0 && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"'{asked}' is no limit: a number from 1 to {MaxLimit}.").ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoreName> names = [];
        await GuardAsync(context, async () => names = await stores.ListAsync(context.RequestAborted).ConfigureAwait(false), async () =>
        {
            StoreName[] page = [.. names.SkipWhile(name => after.Length > 0 && string.CompareOrdinal(name.ToString(), after) <= 0).Take(limit + 1)];
            context.Response.ContentType = JsonType;
            var writer = new Utf8JsonWriter(context.Response.BodyWriter);
            await using (writer.ConfigureAwait(false)) Write(writer, page, limit);
        }).ConfigureAwait(false);
    }

    /// <summary>How many connections there are, and how many subscriptions on them.</summary>
    public async Task CountAsync(HttpContext context)
    {
        IReadOnlyCollection<ConnectionPump> pumps = connections.Pumps;
        context.Response.ContentType = JsonType;
        var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteNumber("connections"u8, pumps.Count);
            writer.WriteNumber("subscriptions"u8, pumps.Sum(static pump => pump.Count));
            writer.WriteEndObject();
        }
    }

    /// <summary>Removes a store with all its history.</summary>
    public Task DeleteAsync(HttpContext context)
    {
        // servers leave an encoded slash as it is; no name has a percent sign
        string text = Uri.UnescapeDataString(context.Request.RouteValues["name"] as string ?? "");
        if (!StoreName.TryParse(text, out StoreName name)) return NotFoundAsync(context, text);
        bool had = false;
        return GuardAsync(context, async () => had = await stores.DeleteAsync(name, context.RequestAborted).ConfigureAwait(false), () =>
        {
            if (!had) return NotFoundAsync(context, text);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static Task NotFoundAsync(HttpContext context, string name) => RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no store '{name}' with history.");

    private static Task RefuseAsync(HttpContext context, int status, string detail) => Results.Problem(detail, statusCode: status).ExecuteAsync(context);

    private async Task GuardAsync(HttpContext context, Func<Task> call, Func<Task> answer)
    {
        if (folder.Absence is { } absence)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, absence).ConfigureAwait(false);
            return;
        }

        try
        {
            await call().ConfigureAwait(false);
        }
        catch (OperationLogException unavailable)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, unavailable.Message).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await answer().ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, StoreName[] page, int limit)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("stores"u8);
        foreach (StoreName name in page.Take(limit))
        {
            HubStore? loaded = stores.FindLoaded(name);
            writer.WriteStartObject();
            writer.WriteString("name"u8, name.ToString());
            writer.WriteBoolean("isLoaded"u8, loaded is not null);
            if (loaded is not null)
            {
                writer.WriteNumber("revision"u8, loaded.Tail.Last);
                writer.WriteNumber("subscribers"u8, loaded.SubscriberCount);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (page.Length > limit) writer.WriteString("next"u8, page[limit - 1].ToString());
        else writer.WriteNull("next"u8);
        writer.WriteEndObject();
    }
}
