using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>Windows in a checkpoint: as text that gives the same bits back. (Named apart from <c>Set</c>, which would take an array for a tensor.)</summary>
internal static class WindowState
{
    public static void SetDoubles(this TrainingState state, string name, IEnumerable<double> values) =>
        state.Set(name, string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));

    public static double[] Doubles(this TrainingState state, string name) =>
        [.. state.Text(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    public static void SetWindow(this TrainingState state, string name, RobustWindow window) => state.SetDoubles(name, window.ToArray());

    public static void GetWindow(this TrainingState state, string name, RobustWindow window)
    {
        window.Clear();
        foreach (var value in state.Doubles(name))
            window.Add(value);
    }

    public static void SetWindow(this TrainingState state, string name, RollingMean mean) => state.SetDoubles(name, mean.ToArray());

    public static void GetWindow(this TrainingState state, string name, RollingMean mean)
    {
        mean.Clear();
        foreach (var value in state.Doubles(name))
            mean.Add(value);
    }
}
