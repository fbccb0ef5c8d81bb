namespace StableModels;

/// <summary>
/// Names the settings class that a <see cref="TrainingAttribute"/> expands to. The settings class has the same
/// constructor parameters and the same settable properties as the attribute, so a new technique needs no change of the generator.
/// </summary>
/// <param name="settings">A sealed class that implements <c>StableModels.Training.ITrainingPart</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ExpandsAttribute(Type settings) : Attribute
{
    /// <summary>The settings class.</summary>
    public Type Settings { get; } = settings;
}
