namespace SmtpTools.Tests;

/// <summary>
/// The engine has two builds, and its tests run against both: tests/SmtpTools.Tests.NetStandard compiles them once more, against what
/// Windows PowerShell loads. What .NET Framework has no way to do is marked, and left out there.
/// </summary>
internal static class EngineBuild
{
    /// <summary>The trait's name: <c>[Trait(EngineBuild.Needs, EngineBuild.Net8)]</c>.</summary>
    public const string Needs = "Needs";

    /// <summary>The trait's value: an API that only the build for net8.0 can use.</summary>
    public const string Net8 = "net8.0";

    /// <summary>Whether this is the build for netstandard2.0.</summary>
#if NETSTANDARD_ENGINE
    public static bool IsNetStandard => true;
#else
    public static bool IsNetStandard => false;
#endif
}
