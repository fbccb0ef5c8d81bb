using System.Globalization;

namespace StableModels.Benchmarks.Generator;

/// <summary>
/// What the generator costs among 500 other files: cold, after an edit elsewhere, a comment above a declaration and an edit of one. Beside it a naive generator of the same
/// text and CommunityToolkit.Mvvm's observable properties, whose output for a class is about as long.
/// </summary>
internal static class GeneratorBenchmark
{
    private static readonly int[] Counts = [1, 50, 200];

    public static void Run()
    {
        Subject[] subjects = [Subject.StableModels, Subject.Naive, Subject.Mvvm];
        Console.WriteLine($"{"generator",-14}{"classes",8}  {"run",-15}{"ms",9}{"KB",9}{"KB/class",10}{"outputs rerun",15}");
        (double Cold, double Kilobytes, int Rerun) ours = default;
        foreach (var count in Counts)
        {
            foreach (var subject in subjects)
            {
                var measured = new GeneratorRun(subject, count).Measure();
                foreach (var (name, cost) in measured.Rows)
                {
                    Console.WriteLine($"{subject.Name,-14}{count,8}  {name,-15}{Text(cost.Milliseconds, "0.0"),9}{Text(cost.Bytes / 1024.0),9}{Text(cost.Bytes / 1024.0 / count, "0.0"),10}{cost.Rerun,15}");
                }

                if (subject == Subject.StableModels && count == 50)
                    ours = (measured.Cold.Milliseconds / count, measured.Elsewhere.Bytes / 1024.0 / count, measured.Elsewhere.Rerun + measured.Comment.Rerun);
                if (count == 50)
                    Console.WriteLine($"{subject.Name} writes {measured.Characters / count} characters for a class.");
            }
        }

        Console.WriteLine($"generator: cold {Text(ours.Cold, "0.00")} ms/model, unrelated edit {Text(ours.Kilobytes, "0.0")} KB/model, outputs rerun {ours.Rerun}");
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
