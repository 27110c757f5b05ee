using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Layers;

/// <summary>The identity of a layer together with all below it (OCI image spec, config, layer ChainID).</summary>
internal static class ChainId
{
    /// <summary>The chain id of a layer on top of another chain, or of the lowest one.</summary>
    public static Digest Of(Digest? parent, Digest diffId) =>
        parent is { } below ? Digest.Of(Encoding.ASCII.GetBytes($"{below} {diffId}")) : diffId;

    /// <summary>The chain ids of layers, both bottom first.</summary>
    public static List<Digest> OfAll(IReadOnlyList<Digest> diffIds)
    {
        var chain = new List<Digest>(diffIds.Count);
        foreach (Digest diffId in diffIds)
        {
            chain.Add(Of(chain.Count == 0 ? null : chain[^1], diffId));
        }

        return chain;
    }
}
