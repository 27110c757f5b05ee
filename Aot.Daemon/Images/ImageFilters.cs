using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>The filters that list and prune share. All fail as Invalid.</summary>
internal static class ImageFilters
{
    public static void ThrowOnUnknown(Filters filters, string[] known)
    {
        if (filters.Names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw DaemonException.Invalid($"invalid filter '{unknown}'");
        }
    }

    /// <summary>A boolean filter; null when it is absent.</summary>
    public static bool? Flag(Filters filters, string name)
    {
        if (!filters.Has(name))
        {
            return null;
        }

        bool yes = filters[name].Any(value => value is "1" or "true");
        bool no = filters[name].Any(value => value is "0" or "false");
        return yes != no ? yes : throw DaemonException.Invalid($"invalid filter '{name}={string.Join(',', filters[name])}'");
    }

    /// <summary>Every `label` is there, and none of `label!`.</summary>
    public static bool HasLabels(Filters filters, ImageEntry image) =>
        filters["label"].All(label => HasLabel(image, label)) && !filters["label!"].Any(label => HasLabel(image, label));

    /// <summary>The moment of `until`: an age (`24h`, `1h30m`), Unix seconds, or a date and time in RFC 3339.</summary>
    public static DateTimeOffset? Until(Filters filters, DateTimeOffset now)
    {
        if (!filters.Has("until"))
        {
            return null;
        }

        if (filters["until"] is not [string text])
        {
            throw DaemonException.Invalid("more than one until filter specified");
        }

        return GoTime.TryParse(text, now, out DateTimeOffset moment) ? moment : throw DaemonException.Invalid($"invalid filter 'until={text}'");
    }

    private static bool HasLabel(ImageEntry image, string label)
    {
        int equals = label.IndexOf('=');
        string key = equals < 0 ? label : label[..equals];
        return image.RunConfig.Labels is { } labels && labels.TryGetValue(key, out string? value) && (equals < 0 || value == label[(equals + 1)..]);
    }
}
