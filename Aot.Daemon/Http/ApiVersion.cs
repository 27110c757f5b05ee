namespace Aot.Daemon.Http;

/// <summary>A version of the Engine API, 1.24 to 1.51.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>The oldest version that is answered.</summary>
    public static readonly ApiVersion Minimum = new(1, 24);

    /// <summary>The newest version, and the one of unversioned paths.</summary>
    public static readonly ApiVersion Current = new(1, 51);

    /// <summary>The newest version as text, the value of the Api-Version header.</summary>
    public static readonly string CurrentText = Current.ToString();

    public static bool operator <(ApiVersion left, ApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ApiVersion left, ApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ApiVersion left, ApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ApiVersion left, ApiVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => $"{Major}.{Minor}";
}
