namespace KeySafety.Detection.Names;

/// <summary>How a file writes names and values.</summary>
internal enum Syntax
{
    /// <summary>Prose, markup and whatever is not known: a bare value must look random.</summary>
    Prose,

    /// <summary>A programming language: text values stand in quotes.</summary>
    Code,

    /// <summary>Settings: a value may stand bare, up to the end of the line.</summary>
    Settings,

    /// <summary>A shell: a value may stand bare, up to a space.</summary>
    Shell,

    /// <summary>A lock file or generated text in which nothing has to be looked for by name.</summary>
    Generated,
}
