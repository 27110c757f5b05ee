namespace Aot.Daemon.Logs;

/// <summary>Writes a line as a client asked for it: [time ][details ]text.</summary>
internal sealed class LogFormatter(LogQuery query)
{
    private const int FractionDigits = 9;

    private readonly LogDetails _details = new();

    /// <summary>Appends one message; false, and nothing appended, when the line's text is damaged.</summary>
    public bool TryWrite(in LogLine line, LogOutput output)
    {
        output.BeginFrame(line.Stream);
        if (query.Timestamps)
        {
            WriteTime(line.TimeText, output);
            output.Append((byte)' ');
        }

        if (query.Details)
        {
            output.Append(_details.Format(line.Attributes));
            output.Append((byte)' ');
        }

        if (!line.TryCopyText(output.GetSpan(line.MaxTextLength), out int length))
        {
            output.DropFrame();
            return false;
        }

        output.Advance(length);
        output.EndFrame();
        return true;
    }

    /// <summary>dockerd's layout 2006-01-02T15:04:05.000000000Z07:00: always nine digits, so that columns line up.</summary>
    private static void WriteTime(ReadOnlySpan<byte> time, LogOutput output)
    {
        const int SecondsLength = 19; // 2006-01-02T15:04:05
        ReadOnlySpan<byte> rest = time[SecondsLength..];
        int digits = 0;
        if (rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            while (digits < rest.Length && char.IsAsciiDigit((char)rest[digits]))
            {
                digits++;
            }
        }

        output.Append(time[..SecondsLength]);
        output.Append((byte)'.');
        output.Append(rest[..Math.Min(digits, FractionDigits)]);
        for (int missing = digits; missing < FractionDigits; missing++)
        {
            output.Append((byte)'0');
        }

        output.Append(rest[digits..]);
    }
}
