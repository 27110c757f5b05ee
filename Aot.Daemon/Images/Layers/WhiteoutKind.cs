namespace Aot.Daemon.Images.Layers;

/// <summary>What an entry's name means besides itself.</summary>
internal enum WhiteoutKind
{
    /// <summary>A file like any other.</summary>
    None,

    /// <summary>Hides one name of the layers below.</summary>
    Remove,

    /// <summary>Hides all that the layers below have in its folder.</summary>
    Opaque,

    /// <summary>Bookkeeping of aufs, which means nothing here.</summary>
    Ignored,
}
