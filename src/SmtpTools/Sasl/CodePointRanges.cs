namespace SmtpTools.Sasl;

/// <summary>A set of Unicode code points, given as first and last of each range in ascending order.</summary>
internal sealed class CodePointRanges(params int[] bounds)
{
    public bool Contains(int codePoint)
    {
        var low = 0;
        var high = (bounds.Length / 2) - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < bounds[2 * middle])
            {
                high = middle - 1;
            }
            else if (codePoint > bounds[(2 * middle) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
