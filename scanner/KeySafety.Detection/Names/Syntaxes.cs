namespace KeySafety.Detection.Names;

/// <summary>Tells a file's syntax from its path.</summary>
internal static class Syntaxes
{
    private static readonly Dictionary<string, Syntax> ByExtension = Table(
        (Syntax.Code, "cs vb fs fsx csx js jsx ts tsx mjs cjs mts cts py pyw java kt kts scala groovy gradle go rs rb erb php phtml c h cc cpp cxx hpp hh m mm swift dart lua pl pm r ex exs erl clj hs ml sql tf tfvars hcl json json5 jsonc webmanifest toml vue svelte ipynb proto cmake nix jl zig sol jsonnet libsonnet bicep cshtml razor jsp asp aspx gemspec rake podspec tcl vbs bas pas"),
        (Syntax.Settings, "yml yaml env ini cfg conf cnf config properties props editorconfig service npmrc netrc pypirc pgpass my.cnf xml plist resx csproj targets settings desktop htaccess credentials secret secrets prefs local development production staging test dist example sample template tpl j2"),
        (Syntax.Settings, "http rest pubxml publishsettings"), // requests as editors send them, and how to publish
        (Syntax.Shell, "sh bash zsh fish ksh csh ps1 psm1 psd1 bat cmd mk make command dockerfile containerfile bashrc bash_profile zshrc profile bash_history zsh_history history"),
        (Syntax.Generated, "lock sum map min.js min.css svg css scss less snap po pot mo xlf xliff strings arb wasm woff ttf"));

    private static readonly Dictionary<string, Syntax> ByName = Table(
        (Syntax.Shell, "makefile gnumakefile dockerfile containerfile vagrantfile procfile jenkinsfile"),
        (Syntax.Settings, "credentials config .env .npmrc .netrc _netrc .pypirc .pgpass .my.cnf .boto .s3cfg .dockercfg .htpasswd .git-credentials .yarnrc"),
        (Syntax.Generated, "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml go.sum cargo.lock poetry.lock pipfile.lock composer.lock gemfile.lock packages.lock.json flake.lock uv.lock bun.lock deno.lock project.assets.json "
            + "go.mod vendor.conf mix.lock pubspec.lock podfile.lock package.resolved cartfile.resolved gradle.lockfile"));

    /// <summary>The syntax of a file by its name, then its extension.</summary>
    public static Syntax Of(string path)
    {
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1).ToLowerInvariant();
        if (IsTranslation(path))
            return Syntax.Generated;

        if (ByName.TryGetValue(name, out var syntax))
            return syntax;

        if (name.StartsWith(".env", StringComparison.Ordinal) || name.StartsWith("env.", StringComparison.Ordinal))
            return Syntax.Settings;

        if (name.StartsWith("dockerfile", StringComparison.Ordinal) || name.EndsWith("rc", StringComparison.Ordinal) && name[0] == '.')
            return Syntax.Shell;

        if (name.EndsWith(".min.js", StringComparison.Ordinal) || name.EndsWith(".bundle.js", StringComparison.Ordinal))
            return Syntax.Generated;

        var dot = name.LastIndexOf('.');
        return dot >= 0 && ByExtension.TryGetValue(name.Substring(dot + 1), out syntax) ? syntax : Syntax.Prose;
    }

    /// <summary>Whether the path says that the file holds texts of a user interface: <c>password</c> is a label there.</summary>
    private static bool IsTranslation(string path)
    {
        foreach (var part in path.ToLowerInvariant().Split('/', '\\'))
        {
            if (part is "i18n" or "l10n" or "locale" or "locales" or "translations" or "translation" or "langs" or "languages" or "lang")
                return true;
        }

        return false;
    }

    /// <summary>Whether the path says that the file holds tests, examples or documentation, whose secrets are mostly made up.</summary>
    public static bool IsForTests(string path)
    {
        foreach (var part in path.ToLowerInvariant().Split('/', '\\', '.', '_', '-'))
        {
            if (part is "test" or "tests" or "testing" or "testdata" or "spec" or "specs" or "fixture" or "fixtures" or "example"
                or "examples" or "sample" or "samples" or "mock" or "mocks" or "demo" or "demos" or "doc" or "docs" or "unittest"
                or "unittests" or "e2e" or "cassettes" or "vectors")
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, Syntax> Table(params (Syntax Syntax, string Words)[] rows)
    {
        var table = new Dictionary<string, Syntax>(StringComparer.Ordinal);
        foreach (var (syntax, words) in rows)
        {
            foreach (var word in words.Split(' '))
                table[word] = syntax;
        }

        return table;
    }
}
