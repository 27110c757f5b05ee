namespace Aot.Daemon.Images.Contracts;

/// <summary>POST /images/prune.</summary>
/// <param name="ImagesDeleted">What was done; null for nothing.</param>
/// <param name="SpaceReclaimed">Bytes of the layers that went.</param>
internal sealed record ImagePruneResponse(ImageDeleteItem[]? ImagesDeleted, long SpaceReclaimed);
