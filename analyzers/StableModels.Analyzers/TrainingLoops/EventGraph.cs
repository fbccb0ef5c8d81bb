using System;
using System.Collections.Generic;
using System.Linq;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>The training events of one entry point in the order in which they can happen, calls inlined.</summary>
internal sealed class EventGraph
{
    private readonly List<Node> _nodes;

    public EventGraph(List<Node> nodes)
    {
        _nodes = nodes;
        Events = [.. nodes.Where(node => node.Event is not null).Select(node => node.Event!)];
    }

    /// <summary>All events in source order of their execution; an inlined routine's events once per call.</summary>
    public IReadOnlyList<TrainingEvent> Events { get; }

    public IEnumerable<TrainingEvent> Of(TrainingEventKind kind) => Events.Where(e => e.Kind == kind);

    /// <summary>Whether <paramref name="to"/> can happen after <paramref name="from"/> with none of <paramref name="avoiding"/> in between.</summary>
    public bool CanReach(TrainingEvent from, TrainingEvent to, Func<TrainingEvent, bool>? avoiding = null) =>
        Reachable(from, avoiding).Contains(to);

    /// <summary>The events that can follow, up to and including those that <paramref name="stopAt"/> names.</summary>
    public HashSet<TrainingEvent> Reachable(TrainingEvent from, Func<TrainingEvent, bool>? stopAt = null)
    {
        var reached = new HashSet<TrainingEvent>();
        var visited = new HashSet<Node>();
        var pending = new Stack<Node>(_nodes.Where(node => ReferenceEquals(node.Event, from)).SelectMany(node => node.Next));
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (!visited.Add(node))
            {
                continue;
            }

            if (node.Event is { } found)
            {
                reached.Add(found);
                if (stopAt?.Invoke(found) == true)
                {
                    continue;
                }
            }

            foreach (var next in node.Next)
            {
                pending.Push(next);
            }
        }

        return reached;
    }

    internal sealed class Node
    {
        public TrainingEvent? Event { get; set; }

        public List<Node> Next { get; } = new(1);
    }
}
