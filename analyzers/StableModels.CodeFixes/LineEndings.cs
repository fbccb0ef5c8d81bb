using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace StableModels.CodeFixes;

/// <summary>A change ends its lines as the file does, whatever Roslyn's factories and the machine's formatter take.</summary>
internal static class LineEndings
{
    public static async Task<Document> Keep(Document before, Document changed, CancellationToken cancellation)
    {
        var old = await before.GetTextAsync(cancellation).ConfigureAwait(false);
        if (Of(old) is not { } ending)
        {
            return changed;
        }

        // What a host does with a change is done first: it may add lines.
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, SyntaxAnnotation.ElasticAnnotation, cancellationToken: cancellation).ConfigureAwait(false);

        // Changes of the old text, not a new one: fix-all would compare that as a whole and take two repairs in one file for a conflict.
        var text = old.WithChanges(await changed.GetTextChangesAsync(before, cancellation).ConfigureAwait(false));
        var others = Breaks(text).Where(at => text.ToString(at) != ending).Select(at => new TextChange(at, ending)).ToList();
        return before.WithText(others.Count == 0 ? text : text.WithChanges(others));
    }

    // Null where a file mixes them or has one line: nothing to keep.
    private static string? Of(SourceText text)
    {
        string? ending = null;
        foreach (var at in Breaks(text))
        {
            var found = text.ToString(at);
            if (found is not ("\n" or "\r\n") || (ending ??= found) != found)
            {
                return null;
            }
        }

        return ending;
    }

    private static IEnumerable<TextSpan> Breaks(SourceText text) =>
        text.Lines.Where(line => line.EndIncludingLineBreak > line.End).Select(line => TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
}
