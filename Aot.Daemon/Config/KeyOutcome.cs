namespace Aot.Daemon.Config;

/// <summary>What a reload did to one key.</summary>
internal enum KeyOutcome
{
    /// <summary>The new value is in force.</summary>
    Applied,

    /// <summary>The file, with the flags, says what was in force already.</summary>
    Unchanged,

    /// <summary>The value differs, and only a restart applies it; the old one is in force.</summary>
    NeedsRestart,

    /// <summary>The value differs, and has no effect: aotd only knows the option.</summary>
    NotSupported,

    /// <summary>The value differs, and the reload failed; the old one is in force.</summary>
    Rejected,
}
