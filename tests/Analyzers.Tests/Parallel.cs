// Every test compiles sources of its own and shares nothing that changes.
[assembly: Parallelizable(ParallelScope.All)]
