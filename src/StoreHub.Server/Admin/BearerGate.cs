using System.Security.Cryptography;
using System.Text;

namespace StoreHub.Server.Admin;

/// <summary>Lets requests through that bring a token.</summary>
internal sealed class BearerGate(string token)
{
    private const string Scheme = "Bearer ";

    // hashes have one length, and comparing them tells nothing of the token
    private readonly byte[] _hash = Hash(token);

    public RequestDelegate Before(RequestDelegate next) => context =>
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), _hash)) return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    };

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
