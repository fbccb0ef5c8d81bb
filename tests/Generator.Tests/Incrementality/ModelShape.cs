using System.Reflection;

namespace StableModels.Generator.Tests.Incrementality;

/// <summary>Walks everything that a pipeline's model can reach and looks for what must not be in it.</summary>
internal static class ModelShape
{
    public static List<string> Faults(Type model)
    {
        var faults = new List<string>();
        var seen = new HashSet<Type>();
        Visit(model, model.Name);
        return faults;

        void Visit(Type type, string path)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
            {
                return;
            }

            if (type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true || type == typeof(object))
            {
                faults.Add($"{path} is a {type.Name}");
                return;
            }

            if (!typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type))
            {
                faults.Add($"{path} is a {type.Name}, which is not compared by value");
            }

            foreach (var argument in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            {
                Visit(argument, path);
            }

            if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || (type.IsGenericType && type.Name.StartsWith("EquatableArray", StringComparison.Ordinal)))
            {
                return;
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Visit(field.FieldType, $"{path}.{field.Name}");
            }

            foreach (var derived in type.Assembly.GetTypes().Where(t => t.BaseType == type))
            {
                Visit(derived, $"{path}/{derived.Name}");
            }
        }
    }
}
