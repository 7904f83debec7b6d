using Microsoft.Extensions.DependencyInjection;
using StoreHub.Crash.Host.Failures;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Hosting;

Trap trap = Trap.FromEnvironment();
return await ServerCommand.Create(services => services.AddSingleton<IDisk>(new FailingDisk(new LocalDisk(), trap))).Parse(args).InvokeAsync();
