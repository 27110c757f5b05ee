using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Runtimes;

/// <summary>What stands in a wrapper script: it becomes the runtime (exec), with the configured arguments before those of the call.</summary>
internal static class WrapperContent
{
    /// <summary>Writes the script in UTF-8. Every word is quoted for the shell (POSIX sh, 2.2.2: nothing is special within single quotes
    /// but the quote that ends them).</summary>
    /// <param name="path">The runtime's binary.</param>
    /// <param name="arguments">Without NUL characters.</param>
    public static void Write(PooledBuffer script, string path, ReadOnlySpan<string> arguments)
    {
        Append(script, "#!/bin/sh\nexec "u8);
        Quote(script, path);
        foreach (string argument in arguments)
        {
            Append(script, " "u8);
            Quote(script, argument);
        }

        Append(script, " \"$@\"\n"u8);
    }

    private static void Quote(PooledBuffer script, ReadOnlySpan<char> word)
    {
        Append(script, "'"u8);
        while (word.IndexOf('\'') is int quote and >= 0)
        {
            Append(script, word[..quote]);

            // Ends the quotes, adds one that is escaped, and begins them anew.
            Append(script, @"'\''"u8);
            word = word[(quote + 1)..];
        }

        Append(script, word);
        Append(script, "'"u8);
    }

    private static void Append(PooledBuffer script, ReadOnlySpan<char> text)
    {
        Span<byte> space = script.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        script.Advance(Encoding.UTF8.GetBytes(text, space));
    }

    private static void Append(PooledBuffer script, ReadOnlySpan<byte> text)
    {
        text.CopyTo(script.GetSpan(text.Length));
        script.Advance(text.Length);
    }
}
