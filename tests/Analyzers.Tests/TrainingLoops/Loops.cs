namespace StableModels.Analyzers.Tests.TrainingLoops;

/// <summary>A training loop around the line under test.</summary>
internal static class Loops
{
    public const string Backward = "model.call(randn(8, 64)).mean().backward();";

    /// <summary>A program with a perceptron, an optimizer and a loop; <paramref name="body"/> is the loop's body.</summary>
    public static string Around(string body, string before = "", string optimizer = "var optimizer = optim.SGD(model.parameters(), 0.1);", string after = "") => $$"""
        var model = new Mlp();
        {{optimizer}}
        {{before}}
        for (var i = 0; i < 10; i++)
        {
            {{body}}
        }
        {{after}}
        """ + Models.Perceptron + """

        static class Unseen
        {
            public static Action<object> Use = null!;
        }
        """;

    /// <summary>The whole step, with the given lines before it.</summary>
    public static string Step(string before = "", string optimizer = "var optimizer = optim.SGD(model.parameters(), 0.1);") =>
        Around("optimizer.zero_grad(); " + Backward + " optimizer.step();", before, optimizer);
}
