using Aot.Daemon.Http;

namespace Aot.Daemon.Events;

/// <summary>Which events a client of GET /events wants, by dockerd's rules: the values of one name are alternatives, the names add up.</summary>
internal sealed class EventFilter(Filters filters)
{
    private const string Scope = "local";

    /// <summary>Actions that carry a command after a colon: the bare name stands for all of them.</summary>
    private static readonly string[] WithDetail = ["health_status", "exec_create", "exec_start"];

    /// <summary>Names of filters that name an object of that type, by its id, its name, or the beginning of either.</summary>
    private static readonly string[] Objects = ["container", "network", "volume", "daemon", "plugin", "service", "node", "secret", "config"];

    public bool Includes(EventMessage message)
    {
        if (filters.IsEmpty)
        {
            return true;
        }

        return Is("type", message.Type) && Is("scope", Scope) && IsAction(message.Action) && IsImage(message) && HasLabels(message) && IsObject(message);
    }

    private bool Is(string name, string value) => !filters.Has(name) || filters[name].Count == 0 || filters[name].Contains(value);

    private bool BeginsWith(string name, string value)
    {
        foreach (string wanted in filters[name])
        {
            if (value.StartsWith(wanted, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Is(name, value);
    }

    private bool IsAction(string action)
    {
        IReadOnlyList<string> wanted = filters["event"];
        foreach (string name in WithDetail)
        {
            if (wanted.Contains(name))
            {
                return BeginsWith("event", action);
            }
        }

        return Is("event", action);
    }

    private bool IsObject(EventMessage message)
    {
        message.Attributes.TryGetValue("name", out string? name);
        foreach (string filter in Objects)
        {
            if (filters.Has(filter)
                && (filter != message.Type || !(BeginsWith(filter, message.ActorId) || BeginsWith(filter, name ?? ""))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An image's own events, and those of the containers made from it, by id or name, with or without the tag.</summary>
    private bool IsImage(EventMessage message)
    {
        message.Attributes.TryGetValue(message.Type == "image" ? "name" : "image", out string? name);
        return Is("image", message.ActorId) || Is("image", name ?? "") || Is("image", WithoutTag(message.ActorId)) || Is("image", WithoutTag(name ?? ""));
    }

    private bool HasLabels(EventMessage message)
    {
        foreach (string wanted in filters["label"])
        {
            int equals = wanted.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? wanted : wanted[..equals];
            if (!message.Attributes.TryGetValue(name, out string? value) || (equals >= 0 && value != wanted[(equals + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutTag(string image)
    {
        int colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? image[..colon] : image;
    }
}
