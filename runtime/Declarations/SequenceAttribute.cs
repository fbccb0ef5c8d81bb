namespace StableModels;

/// <summary>Makes a partial class a part of a model: a stream of its own, used in another class with <c>[Layer]</c> or <c>[Stack]</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class SequenceAttribute : Attribute
{
}
