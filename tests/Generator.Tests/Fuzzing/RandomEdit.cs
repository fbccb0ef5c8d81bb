namespace StableModels.Generator.Tests.Fuzzing;

/// <summary>Breaks a source a little.</summary>
internal static class RandomEdit
{
    private static readonly string[] Words = ["partial", "get;", "nameof(width)", "\"4 * width\"", "[Branch]", "[Shortcut]", "static", "0", "-1", "null", "Activation.SwiGlu", "Key = \"a.b\"", "}", "{", ")", "(", ",", "record", "Linear", "\"", "int width", "NormPlacement.None", "[StableModel]", "[Sequence]"];

    public static string Of(Random random, string source)
    {
        var words = source.Split(' ').ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(words.Count);
            switch (random.Next(4))
            {
                case 0:
                    words.RemoveAt(at);
                    break;
                case 1:
                    words.Insert(at, words[random.Next(words.Count)]);
                    break;
                case 2:
                    words[at] = Words[random.Next(Words.Length)];
                    break;
                default:
                    var other = random.Next(words.Count);
                    (words[at], words[other]) = (words[other], words[at]);
                    break;
            }
        }

        return string.Join(' ', words);
    }
}
