namespace StableModels;

/// <summary>
/// The base of every attribute that declares a part of the training of a <c>[StableModel]</c>: optimiser, warm-up, decay,
/// clipping, precision and extras. A concrete attribute names the settings class that it stands for with
/// <see cref="ExpandsAttribute"/>; the generator then writes <c>new Settings(arguments) { Named = value }</c> into the
/// class's <c>Plan</c>, with exactly the arguments that were written.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public abstract class TrainingAttribute : Attribute
{
}
