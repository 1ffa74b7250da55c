namespace KeySafety.Detection.Bindings;

/// <summary>How a value is bound to a name.</summary>
internal enum BindingForm
{
    /// <summary><c>name = "value"</c>, <c>"name": "value"</c>, <c>&lt;name>value&lt;/name></c>, <c>setName("value")</c>.</summary>
    Quoted,

    /// <summary><c>name: value</c> in a settings file or a shell.</summary>
    Bare,

    /// <summary><c>Name=value;</c> or <c>name=value&amp;</c> inside a longer text.</summary>
    Parameter,

    /// <summary><c>name == "value"</c>.</summary>
    Compared,

    /// <summary>What a test of a user interface types or expects: <c>fill("#password", "value")</c>.</summary>
    Expected,

    /// <summary><c>name: value</c> in prose, a comment or a file of unknown syntax.</summary>
    Prose,

    /// <summary>As in prose, with nothing behind the value on its line.</summary>
    Line,

    /// <summary>With only a space, or words, between.</summary>
    Loose,
}
