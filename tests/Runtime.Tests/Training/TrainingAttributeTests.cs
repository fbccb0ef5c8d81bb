using System.Reflection;
using StableModels.Training;

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
}
