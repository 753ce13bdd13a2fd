namespace SmtpTools;

/// <summary>What a refusal is about: whom or what a change has to reach.</summary>
public enum SmtpStatusScope
{
    /// <summary>Not known.</summary>
    None,

    /// <summary>This recipient's address or what it accepts.</summary>
    Recipient,

    /// <summary>This recipient's mailbox.</summary>
    Mailbox,

    /// <summary>The sender: its address, account or organisation.</summary>
    Sender,

    /// <summary>The server as a whole.</summary>
    Server,

    /// <summary>The network, DNS or the next server.</summary>
    Network,

    /// <summary>A command or its parameters.</summary>
    Protocol,

    /// <summary>The message itself.</summary>
    Message,

    /// <summary>The sign-in.</summary>
    Authentication,

    /// <summary>A rule, list or reputation.</summary>
    Policy,
}
