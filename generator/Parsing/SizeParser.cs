using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the arithmetic in a size: integers, names, + - * / % and parentheses, with C#'s precedence.</summary>
internal sealed class SizeParser
{
    private readonly string _text;
    private readonly SizeScope _scope;
    private int _position;

    private SizeParser(string text, SizeScope scope)
    {
        _text = text;
        _scope = scope;
    }

    /// <summary>The size, or the rule it breaks and that rule's arguments.</summary>
    public static (Size? Size, string? Rule, string[] Arguments) Parse(string text, SizeScope scope)
    {
        var parser = new SizeParser(text, scope);
        try
        {
            var size = parser.Sum();
            parser.SkipSpace();
            return parser._position == text.Length ? (size, null, []) : throw parser.Unexpected();
        }
        catch (SizeException fault)
        {
            return (null, fault.Rule, fault.Arguments);
        }
        catch (OverflowException)
        {
            return (null, Rules.MalformedSize, [text, "it does not fit in 64 bits"]);
        }
        catch (DivideByZeroException)
        {
            return (null, Rules.MalformedSize, [text, "it divides by zero"]);
        }
    }

    private Size Sum()
    {
        var left = Product();
        while (Next("+-") is { } op)
        {
            var right = Product();
            left = Joined(left, op, right, op == '+' ? left.Value + right.Value : left.Value - right.Value);
        }

        return left;
    }

    private Size Product()
    {
        var left = Unary();
        while (Next("*/%") is { } op)
        {
            var right = Unary();
            var value = op switch { '*' => left.Value * right.Value, '/' => left.Value / right.Value, _ => left.Value % right.Value };
            left = Joined(left, op, right, value);
        }

        return left;
    }

    private static Size Joined(Size left, char op, Size right, Polynomial value)
    {
        // Two numbers are worked out here: the compiler would do it in 32 bits.
        if (IsNumber(left) && IsNumber(right) && value.Value is { } number)
        {
            return Size.Of(number);
        }

        var divisors = left.Divisors.Concat(right.Divisors);
        return new Size($"{left.Text} {op} {right.Text}", value, (op is '/' or '%' && !IsNumber(right) ? divisors.Append(right) : divisors).ToEquatableArray());
    }

    private static bool IsNumber(Size size) => size.Text.All(static c => char.IsDigit(c) || c is '-' or '(' or ')');

    private Size Unary()
    {
        if (Next("-") is not null)
        {
            var operand = Unary();
            return operand with { Text = $"(-{operand.Text})", Value = Polynomial.Constant(0) - operand.Value };
        }

        if (Next("(") is not null)
        {
            if (++_depth > MaximumDepth)
            {
                throw new SizeException(Rules.MalformedSize, _text, "it is nested too deeply");
            }

            var inner = Sum();
            if (Next(")") is null)
            {
                throw Unexpected();
            }

            _depth--;
            return inner with { Text = $"({inner.Text})" };
        }

        return Atom();
    }

    private const int MaximumDepth = 64;

    private int _depth;

    private Size Atom()
    {
        SkipSpace();
        var start = _position;
        if (_position < _text.Length && char.IsDigit(_text[_position]))
        {
            while (_position < _text.Length && (char.IsDigit(_text[_position]) || _text[_position] == '_'))
            {
                _position++;
            }

            var digits = _text.Substring(start, _position - start).Replace("_", "");
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Size.Of(value) : throw new OverflowException();
        }

        if (_position < _text.Length && _text[_position] == '@')
        {
            _position++;
            start++;
        }

        while (_position < _text.Length && SyntaxFacts.IsIdentifierPartCharacter(_text[_position]))
        {
            _position++;
        }

        if (_position == start || !SyntaxFacts.IsIdentifierStartCharacter(_text[start]))
        {
            throw Unexpected();
        }

        var name = _text.Substring(start, _position - start);
        return _scope.Resolve(name) switch
        {
            { IsByReference: true } => throw new SizeException(Rules.MalformedSize, _text, $"'{name}' is passed by reference, so no layer can be made with it; remove ref, in or out"),
            { Value: { } constant } => new Size(Size.Of(constant).Text, Polynomial.Constant(constant)),
            { IsInteger: true } => new Size(Escape(name), Polynomial.Symbol(Escape(name))),
            { } other => throw new SizeException(Rules.MalformedSize, _text, $"'{name}' is of type {other.Type.ToDisplayString()}; a size is an int or a long"),
            null => throw new SizeException(Rules.UnknownName, name, _scope.Names),
        };
    }

    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private char? Next(string wanted)
    {
        SkipSpace();
        return _position < _text.Length && wanted.IndexOf(_text[_position]) >= 0 ? _text[_position++] : null;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private SizeException Unexpected() => new(Rules.MalformedSize, _text,
        _position < _text.Length ? $"'{(char.IsHighSurrogate(_text[_position]) && _position + 1 < _text.Length ? _text.Substring(_position, 2) : _text.Substring(_position, 1))}' at position {_position + 1} is not expected" : "it ends too early");

    private sealed class SizeException(string rule, params string[] arguments) : Exception
    {
        public string Rule { get; } = rule;

        public string[] Arguments { get; } = arguments;
    }
}
