using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Generator.Tests.Harness;

/// <summary>What a project file says that a declaration could depend on.</summary>
internal sealed record Project
{
    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public bool AllowUnsafe { get; init; }

    public bool CheckOverflow { get; init; }

    public string Usings { get; init; } = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using TorchSharp;
        global using TorchSharp.Modules;
        global using StableModels;
        global using StableModels.Layers;
        global using static TorchSharp.torch;
        """;

    public CSharpParseOptions ParseOptions => new(Language, DocumentationMode.Diagnose);

    public CSharpCompilationOptions Options => new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: Nullable, allowUnsafe: AllowUnsafe, checkOverflow: CheckOverflow, warningLevel: 9999);
}
