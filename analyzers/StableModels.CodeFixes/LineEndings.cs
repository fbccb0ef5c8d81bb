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
        if (Of(await before.GetTextAsync(cancellation).ConfigureAwait(false)) is not { } ending)
        {
            return changed;
        }

        // What a host does with a change is done first: it may add lines.
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, SyntaxAnnotation.ElasticAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        var text = await changed.GetTextAsync(cancellation).ConfigureAwait(false);
        return changed.WithText(SourceText.From(text.ToString().Replace("\r\n", "\n").Replace("\n", ending), text.Encoding, text.ChecksumAlgorithm));
    }

    // Null where a file mixes them or has one line: nothing to keep.
    private static string? Of(SourceText text)
    {
        string? ending = null;
        foreach (var line in text.Lines)
        {
            if (line.EndIncludingLineBreak == line.End)
            {
                continue;
            }

            var found = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
            if (found is not ("\n" or "\r\n") || (ending ??= found) != found)
            {
                return null;
            }
        }

        return ending;
    }
}
