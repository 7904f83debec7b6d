namespace StoreHub.LoadTests.Hubs;

/// <summary>The program that runs assemblies: the one that runs this, if it is one.</summary>
internal static class DotnetHost
{
    public static string Path { get; } =
        Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
