namespace SmtpTools.Sasl;

/// <summary>A mechanism to try.</summary>
internal sealed class SaslCandidate(string name, SaslChannelBinding? binding, Func<bool, SaslMechanism> create)
{
    /// <summary>The registered name, as AUTH takes it.</summary>
    public string Name { get; } = name;

    /// <summary>What binds it to the TLS connection, or null.</summary>
    public SaslChannelBinding? Binding { get; } = binding;

    /// <summary>
    /// Begins an exchange. The secret is read here, so that a source that fails does so before anything is written.
    /// </summary>
    /// <param name="refreshToken">Whether a token source is asked for a fresh token: once, after a 535.</param>
    /// <exception cref="MechanismUnavailableException">The mechanism can't run here; the next candidate may.</exception>
    /// <exception cref="SaslException">The secret can't be used, by this mechanism or any.</exception>
    public SaslMechanism Create(bool refreshToken) => create(refreshToken);

    public override string ToString() => Binding is null ? Name : $"{Name} ({Binding.Type})";
}
