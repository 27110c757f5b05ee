using System.Buffers;

namespace Aot.Daemon.Logging;

/// <summary>How a log line is written: text or JSON.</summary>
internal interface ILogFormat
{
    /// <summary>Appends one line in UTF-8, with its line feed.</summary>
    void Write(in LogLine line, IBufferWriter<byte> output);
}
