namespace StableModels;

/// <summary>
/// Makes a partial class the root of a model. Its partial properties, each with a layer attribute, are run in declaration order;
/// the generator writes the constructor parts, <c>forward</c>, <c>reset_parameters</c>, registration, parameter groups,
/// and from the training attributes beside this one the plan and <c>CreateTrainer</c>.
/// </summary>
/// <remarks>Sizes come from the class's primary constructor: <c>public partial class Gpt(int vocabulary, int width)</c>.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class StableModelAttribute : Attribute
{
    /// <summary>Adds the norm that a stack of Pre-LN blocks needs at its end when the class does not declare one. Default true.</summary>
    public bool AddFinalNorm { get; set; } = true;
}
