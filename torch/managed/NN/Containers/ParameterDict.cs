using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Parameters by name, in the order of insertion.</summary>
    public class ParameterDict : torch.nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        private readonly List<(string Key, Parameter Value)> _list = [];

        public ParameterDict() : base(nameof(ParameterDict)) { }

        public Parameter this[string key]
        {
            get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry '{key}'.");
            set
            {
                var position = PositionOf(key);
                if (position < 0)
                    Add(key, value);
                else
                    this[position] = (key, value);
            }
        }

        public (string, Parameter) this[int index]
        {
            get => _list[index];
            set
            {
                _list[index] = value;
                Register();
            }
        }

        public int Count => _list.Count;

        public bool IsReadOnly => false;

        public ICollection<string> Keys => _list.ConvertAll(entry => entry.Key);

        public ICollection<Parameter> Values => _list.ConvertAll(entry => entry.Value);

        public IEnumerable<string> keys() => Keys;

        public IEnumerable<Parameter> values() => Values;

        public IEnumerator<(string, Parameter)> items() => GetEnumerator();

        /// <summary>Every change registers at once; there is nothing left to find.</summary>
        protected override void RegisterComponents() { }

        public void Add(string key, Parameter value)
        {
            register_parameter(key, value);
            _list.Add((key, value));
        }

        public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

        public void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, Parameter) item)
        {
            if (ContainsKey(item.Item1))
                throw new ArgumentException($"There already is an entry '{item.Item1}'.", nameof(item));
            _list.Insert(index, item);
            Register();
        }

        public bool Remove(string key)
        {
            var position = PositionOf(key);
            if (position >= 0)
                RemoveAt(position);
            return position >= 0;
        }

        public bool Remove((string, Parameter) item) => Contains(item) && Remove(item.Item1);

        public bool Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

        public void RemoveAt(int index)
        {
            _list.RemoveAt(index);
            Register();
        }

        public void Clear()
        {
            _list.Clear();
            Register();
        }

        public void clear() => Clear();

        public bool ContainsKey(string key) => PositionOf(key) >= 0;

        public bool Contains((string, Parameter) item) => IndexOf(item) >= 0;

        public bool Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, Parameter) item)
        {
            var position = PositionOf(item.Item1);
            return position >= 0 && ReferenceEquals(_list[position].Value, item.Item2) ? position : -1;
        }

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
        {
            var position = PositionOf(key);
            value = position < 0 ? null : _list[position].Value;
            return position >= 0;
        }

        public void CopyTo((string, Parameter)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex)
        {
            ArgumentNullException.ThrowIfNull(array);
            foreach (var (key, value) in _list)
                array[arrayIndex++] = KeyValuePair.Create(key, value);
        }

        public IEnumerator<(string, Parameter)> GetEnumerator() => _list.GetEnumerator();

        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
        {
            foreach (var (key, value) in _list)
                yield return KeyValuePair.Create(key, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private int PositionOf(string key) => _list.FindIndex(entry => string.Equals(entry.Key, key, StringComparison.Ordinal));

        private void Register()
        {
            _internal_params.clear();
            foreach (var (key, value) in _list)
                register_parameter(key, value);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
            {
                var result = new ParameterDict();
                foreach (var (key, parameter) in parameters)
                    result.Add(key, parameter);
                return result;
            }
        }
    }
}
