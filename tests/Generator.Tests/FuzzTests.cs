using Microsoft.CodeAnalysis;
using StableModels.Generator.Parsing;
using StableModels.Generator.Tests.Fuzzing;
using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>
/// Random declarations and random edits, from fixed seeds: the generator never throws, and where the parser that the analyzers share finds no fault, what is generated compiles.
/// </summary>
[TestFixture]
public sealed class FuzzTests
{
    // What the compiler says of a declaration that was not expanded, because it is faulty.
    private static readonly string[] MissingPart = ["CS9248", "CS0115", "CS0311", "CS0534", "CS1061"];

    [Test]
    public void Random_declarations([Range(0, 39)] int batch)
    {
        var random = new Random(1000 + batch);
        var declarations = Enumerable.Range(0, 40).Select(i => RandomDeclaration.Write(random, $"N{i}")).ToArray();
        Check(declarations);
    }

    [Test]
    public void Random_edits_of_a_valid_declaration([Range(0, 19)] int batch)
    {
        var random = new Random(5000 + batch);
        foreach (var _ in Enumerable.Range(0, 30))
        {
            Check([RandomEdit.Of(random, RandomDeclaration.Valid)]);
        }
    }

    [Test]
    public void What_has_no_fault_runs()
    {
        var random = new Random(42);
        var declarations = new List<string>();
        while (declarations.Count < 30)
        {
            var source = RandomDeclaration.Write(random, $"N{declarations.Count}", certain: true);
            if (Faulty(Generation.Compile(source)).Count == 0)
            {
                declarations.Add(source);
            }
        }

        var assembly = Generation.Of([.. declarations]).Load();
        foreach (var type in assembly.GetTypes().Where(static t => t.GetInterface("IStableModel") is not null))
        {
            using var scope = NewDisposeScope();
            var constructor = type.GetConstructors().Single();
            using var model = (nn.Module<Tensor, Tensor>)constructor.Invoke([.. constructor.GetParameters().Select(static p => RandomDeclaration.Argument(p.Name!, p.ParameterType))]);
            var output = model.call(RandomDeclaration.Input(type.Name));
            output.sum().backward();
            Assert.That(output.isfinite().all().ToBoolean(), Is.True, type.FullName);
        }
    }

    private static void Check(string[] sources)
    {
        var before = Generation.Compile(sources);
        var faulty = Faulty(before);
        var ownErrors = before.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error && (!MissingPart.Contains(d.Id) || IsPlainPartial(d))).ToList();
        var generation = Generation.Of(sources);
        if (ownErrors.Count > 0)
        {
            return;
        }

        // What is faulty is whole for the compiler too, or a build would never come to the analyzer.
        Assert.That(generation.After.GetDeclarationDiagnostics().Where(static d => d.Id == "CS9248").Select(static d => d.ToString()), Is.Empty, string.Join("\n\n", sources));
        var errors = generation.After.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && !faulty.Any(name => Mentions(d, name))).ToList();
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty, string.Join("\n\n", sources.Concat(generation.Sources.Select(static s => s.SourceText.ToString()))));
    }

    /// <summary>The namespaces of classes in which a fault was found: what fails there is no surprise.</summary>
    private static HashSet<string> Faulty(Compilation compilation)
    {
        var faulty = new HashSet<string>(StringComparer.Ordinal);
        Visit(compilation.Assembly.GlobalNamespace);
        return faulty;

        void Visit(INamespaceOrTypeSymbol symbol)
        {
            if (symbol is INamedTypeSymbol type && KnownNames.IsDeclared(type))
            {
                var result = DeclarationParser.Parse(type, compilation, CancellationToken.None);
                if (result.Spec is null)
                {
                    faulty.Add(type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.Name);
                }
            }

            foreach (var member in symbol.GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                Visit(member);
            }
        }
    }

    /// <summary>A partial property that declares no layer: nobody promised an implementation.</summary>
    private static bool IsPlainPartial(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan) is Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { AttributeLists.Count: 0 };

    private static bool Mentions(Diagnostic diagnostic, string name) =>
        name.Length == 0 || diagnostic.Location.SourceTree!.ToString().Contains($"namespace {name};", StringComparison.Ordinal);
}
