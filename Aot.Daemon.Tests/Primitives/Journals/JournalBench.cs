using System.Collections.Concurrent;
using System.Text;
using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Tests.Primitives.Journals;

/// <summary>A journal of `key=number` texts, in which a key's last number counts, on a disk that tests can break.</summary>
internal sealed class JournalBench : IAsyncDisposable
{
    public const string Name = "log";

    private readonly ConcurrentDictionary<string, int> _live = new();

    public JournalBench(IJournalFolder folder, long rewriteAbove = 256 * 1024)
    {
        var stored = Read(folder);
        foreach ((string key, int number) in stored.Numbers)
        {
            _live[key] = number;
        }

        var settings = new JournalSettings { Name = Name, WriteLive = WriteLive, OnFailed = Failures.Enqueue, RewriteAbove = rewriteAbove };
        Journal = Journal.Open(folder, settings, stored.WholeLength, 0);
    }

    public Journal Journal { get; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>What a reader finds: each key's last number, and what there is behind the whole records.</summary>
    public static (Dictionary<string, int> Numbers, long WholeLength, long DroppedLength) Read(IJournalFolder folder)
    {
        var numbers = new Dictionary<string, int>();
        if (folder.OpenRead(Name) is not { } stream)
        {
            return (numbers, 0, 0);
        }

        using var reader = new JournalReader(stream);
        while (reader.TryRead(out ReadOnlySpan<byte> payload))
        {
            string[] parts = Encoding.UTF8.GetString(payload).Split('=');
            numbers[parts[0]] = int.Parse(parts[1]);
        }

        return (numbers, reader.WholeLength, reader.DroppedLength);
    }

    /// <summary>Not for two threads with one key at once.</summary>
    public JournalPosition Append(string key, int number)
    {
        JournalPosition position = Journal.Append(Encoding.UTF8.GetBytes($"{key}={number}"));
        _live[key] = number;
        return position;
    }

    public ValueTask DisposeAsync() => Journal.DisposeAsync();

    private void WriteLive(JournalRewrite target)
    {
        foreach ((string key, int number) in _live)
        {
            target.Add(Encoding.UTF8.GetBytes($"{key}={number}"));
        }
    }
}
