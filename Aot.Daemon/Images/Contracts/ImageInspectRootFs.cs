namespace Aot.Daemon.Images.Contracts;

/// <summary>The layers' uncompressed digests, bottom first.</summary>
internal sealed record ImageInspectRootFs(string Type, string[] Layers);
