using System.Text;

namespace StableModels.Generator.Emission;

/// <summary>An indented writer over a pooled buffer; lines end in <c>\n</c> on every platform.</summary>
internal sealed class SourceWriter
{
    private const string Step = "    ";

    [ThreadStatic]
    private static StringBuilder? _pool;

    private readonly StringBuilder _text;
    private int _depth;

    private SourceWriter(StringBuilder text) => _text = text;

    public static string Write(Action<SourceWriter> content)
    {
        var text = _pool ?? new StringBuilder(16 * 1024);
        _pool = null;
        content(new SourceWriter(text));
        var result = text.ToString();
        text.Clear();
        _pool = text;
        return result;
    }

    /// <summary>One line at the current depth; an empty one has no spaces.</summary>
    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            for (var i = 0; i < _depth; i++)
            {
                _text.Append(Step);
            }

            _text.Append(line);
        }

        _text.Append('\n');
        return this;
    }

    /// <summary>A line, then what is inside its braces.</summary>
    public SourceWriter Block(string header, Action content)
    {
        Line(header).Line("{");
        Indented(content);
        return Line("}");
    }

    public void Indented(Action content)
    {
        _depth++;
        content();
        _depth--;
    }
}
