// rounds wait for processes and disks more than they compute
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
