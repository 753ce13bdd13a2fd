namespace SmtpTools.Tests;

/// <summary>What holds for every chapter of the catalogue of findings.</summary>
internal static class CatalogueAssert
{
    public static void IsWhole(FindingGroup group)
    {
        Assert.NotEmpty(group.Description);
        Assert.NotEmpty(group.Kinds);
        Assert.Equal(group.Kinds.Count, group.Kinds.Select(kind => kind.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(group.Kinds, kind => Assert.All(new[] { kind.Id, kind.Title, kind.Meaning, kind.Remedy, kind.Reference }, Assert.NotEmpty));
    }
}
