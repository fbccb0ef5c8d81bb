namespace StableModels;

/// <summary>In a <see cref="ResidualBlockAttribute"/> with one branch: this member stands on the way around the branch, to bring the stream to the shape that the branch gives.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class ShortcutAttribute : Attribute
{
}
