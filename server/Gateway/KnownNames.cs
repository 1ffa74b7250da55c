using System.Collections;
using System.Reflection;

namespace KeySafety.Server.Gateway;

/// <summary>Finds names in the configuration that YARP's schema does not have, and that its reader would pass over in silence.</summary>
/// <remarks>The schema is YARP's own types: a section's names are the properties of the type it is read into.</remarks>
internal static class KnownNames
{
    /// <summary>The first unknown name below a section, from the section's own name on; null where there is none.</summary>
    /// <param name="section">An object of the configuration.</param>
    /// <param name="type">What it is read into.</param>
    public static string? FirstUnknown(IConfigurationSection section, Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            if (properties.FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property)
                return child.Key;
            if (Below(child, property.PropertyType) is { } unknown)
                return $"{child.Key}:{unknown}";
        }

        return null;
    }

    private static string? Below(IConfigurationSection section, Type type)
    {
        if (IsYarps(type))
            return FirstUnknown(section, type);
        if (!type.IsGenericType || !typeof(IEnumerable).IsAssignableFrom(type) || !IsYarps(type.GenericTypeArguments[^1]))
            return null;

        // A list or a dictionary: its children are named by number or by the user.
        return section.GetChildren()
            .Select(item => FirstUnknown(item, type.GenericTypeArguments[^1]) is { } unknown ? $"{item.Key}:{unknown}" : null)
            .FirstOrDefault(unknown => unknown is not null);
    }

    private static bool IsYarps(Type type) => type is { IsClass: true, Namespace: { } name } && name.StartsWith("Yarp.", StringComparison.Ordinal);
}
