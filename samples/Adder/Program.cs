using Adder;
using StableModels.Monitoring.Report;
using StableModels.Training;
using static TorchSharp.torch;

if (AdderOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    return problem == AdderOptions.Usage ? 0 : 2;
}

if (File.Exists(options.Output))
{
    Console.Error.WriteLine($"adder: --output wants a folder, but '{options.Output}' is a file. Name another one, or remove it.");
    return 2;
}

var reportPath = Path.Combine(options.Output, "report.html");
try
{
    HtmlReport.RequireWritable(reportPath); // before minutes of training, not after
}
catch (IOException error)
{
    Console.Error.WriteLine($"adder: {error.Message}");
    return 1;
}

try
{
    return Run();
}
catch (CheckpointException error)
{
    Console.Error.WriteLine($"adder: {error.Message}");
    return 1;
}

int Run()
{
    set_num_threads(1); // threads would spend more time on waking each other than on matrices of this size
    using var stop = new StopRequest();
    var device = cuda.is_available() ? CUDA : CPU;
    var runs = new TrainingRun(options, device, stop);
    if (options.Fresh)
        runs.Forget();

    manual_seed(options.Seed);
    var stable = new AdderGpt(Sums.Vocabulary, Sums.Context, AdderOptions.Width, AdderOptions.Heads, AdderOptions.Depth);
    Console.WriteLine(stable.Describe());
    var trained = runs.Train(TrainingRun.Stable, stable, stable.CreateTrainer);
    if (trained.Exam is not { } exam)
        return StopRequest.ExitCode;

    Console.WriteLine($"Sums it has never seen ({exam.Count} asked):");
    foreach (var (text, right) in exam.Examples)
        Console.WriteLine($"  {text,-18} {(right ? "right" : "wrong")}");

    manual_seed(options.Seed);
    var unstable = new UnstableAdderGpt(Sums.Vocabulary, Sums.Context, AdderOptions.Width, AdderOptions.Heads, AdderOptions.Depth);
    var twin = runs.Train(TrainingRun.UnstableTwin, unstable, unstable.CreateTrainer);
    if (twin.Exam is not { } twinExam)
        return StopRequest.ExitCode;

    HtmlReport.Write(reportPath, "Adder: stable, and its unstable twin", trained.History, twin.History);
    runs.Forget();
    Console.WriteLine($"report: {Path.GetFullPath(reportPath)}");
    Console.WriteLine(
        $"adder: accuracy {Exam.Figure(exam.Accuracy)} on {exam.Count} unseen sums, {trained.History.Last.Elapsed.TotalSeconds:0} s; " +
        $"unstable twin: accuracy {Exam.Figure(twinExam.Accuracy)}, loss {twin.History.Last.Loss:0.00} against {trained.History.Last.Loss:0.0000}");

    if (options.IsFullRun && exam.Accuracy < AdderOptions.Target)
    {
        Console.Error.WriteLine($"adder: the accuracy is below the target of {AdderOptions.Target}");
        return 1;
    }

    return 0;
}
