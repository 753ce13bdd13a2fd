namespace SmtpTools.Sasl;

/// <summary>Who signs in by SCRAM.</summary>
/// <param name="UserName">The user whose password it is.</param>
/// <param name="Password">The password.</param>
/// <param name="AuthorizationId">The user to act as, or empty.</param>
internal readonly record struct ScramIdentity(string UserName, string Password, string AuthorizationId)
{
    /// <summary>The identity with user name and password prepared (RFC 5802 2.2 and 5.1).</summary>
    /// <exception cref="MechanismUnavailableException">They can't be; a mechanism that leaves the preparation to the server may be tried.</exception>
    public ScramIdentity Prepare()
    {
        try
        {
            var userName = SaslPrep.Prepare(UserName);
            if (userName.Length == 0 || userName.Contains('\0') || AuthorizationId.Contains('\0'))
            {
                throw new MechanismUnavailableException("the user name is empty after preparation, or holds NUL (RFC 5802 5.1)");
            }

            return new ScramIdentity(userName, SaslPrep.Prepare(Password), AuthorizationId);
        }
        catch (SaslPrepException e)
        {
            throw new MechanismUnavailableException(e.Message, e);
        }
    }

    // A record prints its members; this one holds a password.
    public override string ToString() => UserName;
}
