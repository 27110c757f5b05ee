using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>A container as the images see it.</summary>
/// <param name="ContainerId">Its full id.</param>
/// <param name="ImageId">The image it was made of, which may be gone.</param>
/// <param name="Running">It has a process: running, paused or restarting.</param>
/// <param name="ChainIds">The layers it needs, `sha256:...`, bottom first.</param>
internal sealed record ImageUser(string ContainerId, Digest ImageId, bool Running, IReadOnlyList<string> ChainIds);
