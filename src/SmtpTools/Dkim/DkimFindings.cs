namespace SmtpTools;

/// <summary>What may be found about DKIM keys.</summary>
public static class DkimFindings
{
    internal const string Check = "Dkim";

    internal static readonly FindingKind Missing = new(
        "DkimMissing",
        FindingSeverity.Warning,
        "The domain has no DKIM key",
        "Its messages cannot be signed in its name, so that DMARC has only SPF to go by, which forwarding breaks. Large mailbox providers ask for DKIM.",
        "Have the mail server or service sign, and publish the key that it gives. New-DkimKey makes one.",
        "RFC 6376 3.6; RFC 9989 5.1.2");

    internal static readonly FindingKind NotAmongTried = new(
        "DkimNotAmongTried",
        FindingSeverity.Information,
        "No key was found under common selectors",
        "Whether the domain signs is not known. Selectors are chosen freely and cannot be listed.",
        "Look for s= in the DKIM-Signature field of a message from the domain, and ask for that selector.",
        "RFC 6376 3.1");

    internal static readonly FindingKind SelectorMissing = new(
        "DkimSelectorMissing",
        FindingSeverity.Error,
        "A selector has no key",
        "Signatures that name it do not verify.",
        "Publish the key, or have the signer use a selector that has one.",
        "RFC 6376 6.1.2");

    internal static readonly FindingKind SyntaxError = new(
        "DkimSyntaxError",
        FindingSeverity.Error,
        "A key record is malformed",
        "Signatures by this key do not verify.",
        "Publish the record as the signer gives it. Strings of one TXT record are joined without a space; a semicolon may need a backslash in a zone file.",
        "RFC 6376 3.2, 3.6.1");

    internal static readonly FindingKind MultipleRecords = new(
        "DkimMultipleRecords",
        FindingSeverity.Error,
        "A selector has several keys",
        "Which one a verifier takes is undefined, and signatures verify by chance.",
        "Leave one record under the selector, and give another key a selector of its own.",
        "RFC 6376 3.6.2.2");

    internal static readonly FindingKind DanglingAlias = new(
        "DkimDanglingAlias",
        FindingSeverity.Error,
        "A selector is an alias of a name without a key",
        "Signatures that name it do not verify. Whoever can register the target's domain can sign in this domain's name.",
        "Have the service publish the key again, or delete the alias.",
        "RFC 6376 3.6.2, 8.5");

    internal static readonly FindingKind KeyWeak = new(
        "DkimKeyWeak",
        FindingSeverity.Error,
        "A key is shorter than 1024 bits",
        "Verifiers count signatures by it as failed, since it can be broken.",
        "Make a key of 2048 bits with a new selector, have the signer use it, then revoke this one.",
        "RFC 8301 3.2");

    internal static readonly FindingKind KeyShort = new(
        "DkimKeyShort",
        FindingSeverity.Warning,
        "A key is shorter than 2048 bits",
        "It verifies today, and is near to what can be broken.",
        "Make a key of 2048 bits with a new selector, have the signer use it, then revoke this one.",
        "RFC 8301 3.2");

    internal static readonly FindingKind KeyLong = new(
        "DkimKeyLong",
        FindingSeverity.Warning,
        "A key is longer than 4096 bits",
        "Verifiers need not take it, and some do not.",
        "Use a key of 2048 bits, or Ed25519 beside it.",
        "RFC 8301 3.2; RFC 6376 3.3.3");

    internal static readonly FindingKind KeyRevoked = new(
        "DkimKeyRevoked",
        FindingSeverity.Information,
        "A key is revoked",
        "Signatures that name its selector fail, which is what a revoked key is for.",
        "Nothing, unless a server still signs with it.",
        "RFC 6376 3.6.1");

    internal static readonly FindingKind Testing = new(
        "DkimTesting",
        FindingSeverity.Warning,
        "A key is in test mode",
        "Verifiers are asked to treat a failed signature like none (t=y). Some take this for a sign that DKIM is not meant yet.",
        "Take y out of t when signing works.",
        "RFC 6376 3.6.1");

    internal static readonly FindingKind Sha256NotAllowed = new(
        "DkimSha256NotAllowed",
        FindingSeverity.Error,
        "A key does not allow SHA-256",
        "It allows only hash algorithms that verifiers must not take any more (SHA-1), so that no signature by it counts.",
        "Take the tag h out, or write h=sha256.",
        "RFC 8301 3.1");

    internal static readonly FindingKind Sha1Allowed = new(
        "DkimSha1Allowed",
        FindingSeverity.Information,
        "A key allows SHA-1 by name",
        "Signatures with it do not count any more; the entry does nothing.",
        "Write h=sha256, or take the tag out.",
        "RFC 8301 3.1");

    internal static readonly FindingKind NotForEmail = new(
        "DkimNotForEmail",
        FindingSeverity.Error,
        "A key is not for mail",
        "Its service types name neither email nor *, so that verifiers pass over it.",
        "Take the tag s out.",
        "RFC 6376 3.6.1");

    internal static readonly FindingKind UnknownKeyType = new(
        "DkimUnknownKeyType",
        FindingSeverity.Warning,
        "A key is of a type that is not registered",
        "Verifiers pass over it.",
        "Use rsa or ed25519.",
        "RFC 6376 3.6.1; RFC 8463 4.2");

    internal static readonly FindingKind OnlyEd25519 = new(
        "DkimOnlyEd25519",
        FindingSeverity.Information,
        "All keys that were found are Ed25519 keys",
        "Many receivers verify RSA only, and take such a signature for none.",
        "Sign with an RSA key of 2048 bits as well, under a selector of its own.",
        "RFC 8463 6");

    internal static readonly FindingKind Wildcard = new(
        "DkimWildcard",
        FindingSeverity.Warning,
        "Any selector gets the same record",
        "A wildcard answers for every name below _domainkey. Unless it revokes, whoever holds its one key signs under any selector; other wildcard records confuse verifiers.",
        "Take the wildcard out. A domain that sends no mail may keep one that revokes: v=DKIM1; p=",
        "RFC 6376 6.1.2; RFC 4592 4.6");

    internal static readonly FindingKind Unknown = new(
        "DkimUnknown",
        FindingSeverity.Warning,
        "A selector could not be asked for",
        "The servers failed or did not answer. Receivers defer signed mail or take the signature for none.",
        "Ask again later. Where it stays so, the name's servers have to be mended.",
        "RFC 6376 6.1.2");

    /// <summary>What is looked at, and what may be found.</summary>
    public static FindingGroup Group { get; } = new(
        Check,
        "The keys under the named selectors, or under common ones.",
        [
            Missing, NotAmongTried, SelectorMissing, SyntaxError, MultipleRecords, DanglingAlias, KeyWeak, KeyShort, KeyLong, KeyRevoked, Testing,
            Sha256NotAllowed, Sha1Allowed, NotForEmail, UnknownKeyType, OnlyEd25519, Wildcard, Unknown,
        ]);
}
