namespace StableModels.Generator.Model;

/// <summary>What a rule says of a class at which the compiler stops before it comes to the analyzers.</summary>
internal sealed record UnreachedFault(string Rule, string Message, FilePlace Place);

/// <summary>A stretch of a file: its characters, and where it begins and ends by line and column, from 0.</summary>
internal sealed record FilePlace(string File, int Start, int Length, int Line, int Column, int EndLine, int EndColumn);
