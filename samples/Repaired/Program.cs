using Classification;
using static TorchSharp.torch;

var steps = args is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 500;
random.manual_seed(1);
using var model = Training.Run(steps);
Training.RunScaled(model, steps / 5, 1024);
PolicyTuning.Run(model, steps / 5);
Console.WriteLine($"accuracy {Training.Accuracy(model):0.000}");
