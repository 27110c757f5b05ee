namespace Aot.Daemon.Logs;

/// <summary>Takes the bytes of a log, already in the form the client wants. It may keep the memory only until it completes.</summary>
internal delegate ValueTask LogSink(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
