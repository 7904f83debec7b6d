using StoreHub.LoadTests.Commands;

return await LoadTestCommand.RunAsync(args);
