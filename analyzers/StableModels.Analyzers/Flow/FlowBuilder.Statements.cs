using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Flow;

internal sealed partial class FlowBuilder
{
    private void Execute(IOperation? operation)
    {
        if (operation is null || _values.Count > MostValues)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IExpressionStatementOperation statement:
                Evaluate(statement.Operation);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                {
                    Declare(declaration);
                }

                break;
            case IBlockOperation block:
                foreach (var statement in block.Operations)
                {
                    Execute(statement);
                }

                break;
            case IReturnOperation { ReturnedValue: { } returned }:
                var result = Evaluate(returned);
                _returned?.Add(result);
                break;
            case IMethodBodyOperation body:
                Execute(body.BlockBody ?? body.ExpressionBody);
                break;
            case IConstructorBodyOperation body:
                Execute(body.BlockBody ?? body.ExpressionBody);
                break;
            case IUsingDeclarationOperation declaration:
                Execute(declaration.DeclarationGroup);
                break;
            case IUsingOperation block:
                if (block.Resources is IVariableDeclarationGroupOperation)
                {
                    Execute(block.Resources);
                }
                else
                {
                    Evaluate(block.Resources);
                }

                Execute(block.Body);
                break;
            case IConditionalOperation branch:
                Evaluate(branch.Condition);
                Branches([branch.WhenTrue, branch.WhenFalse], branch);
                break;
            case ISwitchOperation choice:
                Evaluate(choice.Value);
                Branches([.. choice.Cases, null], choice);
                break;
            case ISwitchCaseOperation section:
                foreach (var statement in section.Body)
                {
                    Execute(statement);
                }

                break;
            case ILoopOperation loop:
                Loop(loop);
                break;
            case ITryOperation attempt:
                Execute(attempt.Body);
                foreach (var handler in attempt.Catches)
                {
                    Branches([handler.Handler, null], handler);
                }

                Execute(attempt.Finally);
                break;
            case ILockOperation block:
                Execute(block.Body);
                break;
            case ILabeledOperation label:
                Execute(label.Operation);
                break;
            case ILocalFunctionOperation or IEmptyOperation or IBranchOperation:
                break;
            default:
                Evaluate(operation);
                break;
        }
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (var declarator in declaration.Declarators)
        {
            if ((declarator.Initializer ?? declaration.Initializer) is { } initializer)
            {
                _current[declarator.Symbol] = Evaluate(initializer.Value);
            }
        }
    }

    private void Branches(IReadOnlyList<IOperation?> branches, IOperation origin)
    {
        var before = _current;
        var after = new List<Dictionary<ISymbol, Value>>();
        foreach (var branch in branches)
        {
            _current = new Dictionary<ISymbol, Value>(before, SymbolEqualityComparer.Default);
            Execute(branch);
            if (branch is null || !Leaves(branch))
            {
                after.Add(_current);
            }
        }

        _current = after.Count == 0 ? before : after[0];
        for (var i = 1; i < after.Count; i++)
        {
            foreach (var pair in after[i])
            {
                if (!_current.TryGetValue(pair.Key, out var other))
                {
                    _current[pair.Key] = pair.Value;
                }
                else if (!ReferenceEquals(other, pair.Value))
                {
                    _current[pair.Key] = New(ValueKind.Merge, "branch", origin, (other, null), (pair.Value, null));
                }
            }
        }
    }

    private static bool Leaves(IOperation branch) => branch switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Continue } => true,
        IExpressionStatementOperation statement => statement.Operation is IThrowOperation,
        IBlockOperation { Operations: { Length: > 0 } statements } => Leaves(statements[statements.Length - 1]),
        _ => false,
    };

    private void Loop(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForLoopOperation counted:
                foreach (var statement in counted.Before)
                {
                    Execute(statement);
                }

                break;
            case IForEachLoopOperation each:
                var collection = Evaluate(each.Collection);
                foreach (var local in each.Locals)
                {
                    _current[local] = New(ValueKind.Unknown, local.Name, each.LoopControlVariable, (collection, each.Collection));
                }

                break;
        }

        var heads = new Dictionary<ISymbol, Value>(SymbolEqualityComparer.Default);
        foreach (var written in Variable.WrittenIn(loop.Body))
        {
            if (_current.TryGetValue(written, out var before))
            {
                heads[written] = _current[written] = New(ValueKind.Merge, "loop", loop, (before, null));
            }
        }

        var entry = new Dictionary<ISymbol, Value>(_current, SymbolEqualityComparer.Default);
        if (loop is IWhileLoopOperation { Condition: { } condition })
        {
            Evaluate(condition);
        }
        else if (loop is IForLoopOperation { Condition: { } test })
        {
            Evaluate(test);
        }

        Execute(loop.Body);
        if (loop is IForLoopOperation steps)
        {
            foreach (var statement in steps.AtLoopBottom)
            {
                Execute(statement);
            }
        }

        foreach (var head in heads)
        {
            if (_current.TryGetValue(head.Key, out var last) && !ReferenceEquals(last, head.Value))
            {
                head.Value.Add(last, null);
            }

            entry[head.Key] = head.Value;
        }

        _current = entry;
    }
}
