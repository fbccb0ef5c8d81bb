namespace StableModels;

/// <summary>
/// In a <see cref="ResidualBlockAttribute"/>: a residual branch starts at this member and goes on to the next member with this attribute.
/// Without it every member is a branch of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class BranchAttribute : Attribute
{
}
