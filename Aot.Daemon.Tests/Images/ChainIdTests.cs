using Aot.Daemon.Images.Layers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class ChainIdTests
{
    /// <summary>printf 'sha256:aa.. sha256:bb..' | sha256sum.</summary>
    [Fact]
    public void A_chain_id_is_the_digest_of_the_one_below_and_the_layer()
    {
        Digest a = Digest.FromHex(new string('a', 64));
        Digest b = Digest.FromHex(new string('b', 64));
        Digest c = Digest.FromHex(new string('c', 64));
        Assert.Equal(
            [
                a.Value,
                "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c",
                "sha256:c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588",
            ],
            ChainId.OfAll([a, b, c]).Select(id => id.Value));
    }
}
