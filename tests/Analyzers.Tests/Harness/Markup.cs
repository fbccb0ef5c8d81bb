using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>
/// Source with the expected findings marked in place: <c>[|span|]</c> for the rule under test, <c>{|SM1001:span|}</c> for a
/// named one. Marks may nest.
/// </summary>
internal sealed record Markup(string Source, ImmutableArray<(string? Id, TextSpan Span)> Expected)
{
    public static Markup Parse(string marked)
    {
        var source = new StringBuilder();
        var open = new Stack<(string? Id, int Start, char Close)>();
        var expected = ImmutableArray.CreateBuilder<(string? Id, TextSpan Span)>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (marked[i] == '[' && Next(marked, i) == '|')
            {
                open.Push((null, source.Length, ']'));
                i++;
            }
            else if (marked[i] == '{' && Next(marked, i) == '|' && marked.IndexOf(':', i) is var colon and > 0)
            {
                open.Push((marked[(i + 2)..colon], source.Length, '}'));
                i = colon;
            }
            else if (marked[i] == '|' && open.Count > 0 && Next(marked, i) == open.Peek().Close)
            {
                var (id, start, _) = open.Pop();
                expected.Add((id, TextSpan.FromBounds(start, source.Length)));
                i++;
            }
            else
            {
                source.Append(marked[i]);
            }
        }

        return open.Count == 0
            ? new Markup(source.ToString(), expected.ToImmutable())
            : throw new FormatException("A mark is not closed in:\n" + marked);
    }

    /// <summary>The source with findings marked, to compare and to print.</summary>
    public static string Write(string source, IEnumerable<(string Id, TextSpan Span)> found)
    {
        var marks = new SortedDictionary<int, string>();
        foreach (var (id, span) in found.OrderBy(f => f.Span.Start).ThenByDescending(f => f.Span.End).ThenBy(f => f.Id, StringComparer.Ordinal))
        {
            marks[span.Start] = marks.GetValueOrDefault(span.Start) + "{|" + id + ":";
            marks[span.End] = "|}" + marks.GetValueOrDefault(span.End);
        }

        var text = new StringBuilder();
        var at = 0;
        foreach (var (position, mark) in marks)
        {
            text.Append(source, at, position - at).Append(mark);
            at = position;
        }

        return text.Append(source, at, source.Length - at).ToString();
    }

    private static char Next(string text, int i) => i + 1 < text.Length ? text[i + 1] : '\0';
}
