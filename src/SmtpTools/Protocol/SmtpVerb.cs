namespace SmtpTools.Protocol;

/// <summary>The commands that a server knows.</summary>
internal enum SmtpVerb
{
    Unknown,
    Helo,
    Ehlo,
    Lhlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
    Etrn,
    XClient,
    XForward,
}
