namespace StableModels.Generator.Model;

/// <summary>What a rule says of a class at which the compiler stops before it comes to the analyzers.</summary>
internal sealed record UnreachedFault(string Rule, string Message, FilePlace Place);

/// <summary>A stretch of a file.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Lines">Where they are.</param>
/// <param name="Mapped">Where <c>#line</c> says that they are.</param>
internal sealed record FilePlace(int Start, int Length, LinePlace Lines, LinePlace Mapped);

/// <summary>Where a stretch begins and ends by line and column, from 0.</summary>
internal sealed record LinePlace(string File, int Line, int Column, int EndLine, int EndColumn);
