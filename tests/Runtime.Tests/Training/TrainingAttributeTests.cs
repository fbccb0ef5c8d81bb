using System.Reflection;
using StableModels.Training;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace StableModels.Tests.Training;

/// <summary>The generator writes what stands on an attribute into a call of the settings class: both must have the same shape.</summary>
internal sealed class TrainingAttributeTests
{
    private static IEnumerable<Type> Attributes => typeof(TrainingAttribute).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(TrainingAttribute)) && !type.IsAbstract);

    [TestCaseSource(nameof(Attributes))]
    public void Attribute_and_settings_have_the_same_shape_and_defaults(Type attribute)
    {
        var settings = attribute.GetCustomAttribute<ExpandsAttribute>()?.Settings;
        Assert.That(settings, Is.Not.Null, "[Expands] is missing");
        Assert.That(settings!.IsSealed && typeof(ITrainingPart).IsAssignableFrom(settings), Is.True);
        var attributeConstructor = attribute.GetConstructors().Single();
        var settingsConstructor = settings.GetConstructors().Single();
        var types = attributeConstructor.GetParameters().Select(parameter => parameter.ParameterType);
        Assert.That(settingsConstructor.GetParameters().Select(parameter => parameter.ParameterType), Is.EqualTo(types));
        Assert.That(
            settingsConstructor.GetParameters().Select(parameter => parameter.Name!.ToUpperInvariant()),
            Is.EqualTo(attributeConstructor.GetParameters().Select(parameter => parameter.Name!.ToUpperInvariant())));

        var arguments = attributeConstructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType == typeof(double) ? 1.0
            : parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, 0) : Convert.ChangeType(2, parameter.ParameterType, null)).ToArray();
        var one = attributeConstructor.Invoke(arguments);
        var other = settingsConstructor.Invoke(arguments);
        var settable = attribute.GetProperties().Where(property => property.CanWrite && property.DeclaringType != typeof(Attribute)).ToList();
        foreach (var property in settable)
        {
            var twin = settings.GetProperty(property.Name);
            Assert.That(twin?.PropertyType, Is.EqualTo(property.PropertyType), property.Name);
            Assert.That(twin!.GetValue(other), Is.EqualTo(property.GetValue(one)), property.Name);
        }

        var parameters = settingsConstructor.GetParameters().Select(parameter => parameter.Name);
        Assert.That(
            settings.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Except(parameters, StringComparer.Ordinal),
            Is.EquivalentTo(settable.Select(property => property.Name)));
    }

    /// <summary>Numbers in which nothing can be wrong.</summary>
    private static readonly string[] Unlimited = ["GradientNoiseAttribute.Seed"];

    private static IEnumerable<TestCaseData> Numbers => Attributes
        .SelectMany(static attribute => attribute.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), static (attribute, property) => (attribute, property))
        .Where(static pair => pair.property.PropertyType.IsPrimitive && pair.property.PropertyType != typeof(bool) && !Unlimited.Contains($"{pair.attribute.Name}.{pair.property.Name}"))
        .Select(static pair => new TestCaseData(pair.attribute, pair.property).SetArgDisplayNames(pair.attribute.Name, pair.property.Name));

    // The analyzer reads the range; the settings are what refuses it when nobody listened.
    [TestCaseSource(nameof(Numbers))]
    public void The_settings_refuse_what_is_outside_the_attributes_range_and_take_its_edges(Type attribute, PropertyInfo property)
    {
        var range = property.GetCustomAttribute<RangeAttribute>();
        Assert.That(range, Is.Not.Null, "[Range] is missing");
        var (least, most) = (Convert.ToDouble(range!.Minimum, null), Convert.ToDouble(range.Maximum, null));
        var isWhole = property.PropertyType != typeof(double);
        Assert.Multiple(() =>
        {
            Refused(least - 1);
            Edge(least, range.MinimumIsExclusive);
            if (!isWhole)
            {
                Refused(double.NaN);
            }

            if (most < int.MaxValue)
            {
                Refused(most + 1);
                Edge(most, range.MaximumIsExclusive);
            }
            else if (!isWhole)
            {
                Edge(double.PositiveInfinity, most < double.PositiveInfinity);
            }
        });

        void Edge(double value, bool isRefused)
        {
            if (isRefused)
            {
                Refused(value);
            }
            else
            {
                Assert.That(() => With(value).Validate(), Throws.Nothing, $"{value}");
            }
        }

        void Refused(double value) => Assert.That(() => With(value).Validate(), Throws.ArgumentException, $"{value}");

        ITrainingPart With(double value)
        {
            var settings = attribute.GetCustomAttribute<ExpandsAttribute>()!.Settings;
            var constructor = settings.GetConstructors().Single();
            var part = (ITrainingPart)constructor.Invoke([.. constructor.GetParameters().Select(static p => Usual(p))]);

            // A guard that goes back one step has snapshots enough, however far apart.
            settings.GetProperty("RollBackSteps")?.SetValue(part, 1);
            settings.GetProperty(property.Name)!.SetValue(part, Convert.ChangeType(value, property.PropertyType, null));
            return part;
        }
    }

    private static object Usual(ParameterInfo parameter) => parameter switch
    {
        { ParameterType.IsEnum: true } => Enum.ToObject(parameter.ParameterType, 0),
        { Name: "Start" } => 1,
        _ when parameter.ParameterType == typeof(double) => 0.5,
        _ => Convert.ChangeType(2, parameter.ParameterType, null),
    };
}
