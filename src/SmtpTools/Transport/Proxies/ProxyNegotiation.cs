using System.Net.Sockets;

namespace SmtpTools.Transport;

/// <summary>Plays the dialogue with a proxy over its connection, within one time for all of it.</summary>
internal static class ProxyNegotiation
{
    /// <exception cref="SmtpProxyException">The proxy did not connect.</exception>
    /// <exception cref="SmtpTimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Run(Socket socket, ProxyOptions proxy, ProxyTarget target, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var dialogue = ProxyDialogue.For(proxy, target);
        var stream = new SocketStream(socket, time);
        stream.StartPhase(limit);
        using var cancellation = cancellationToken.Register(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            Send(stream, dialogue.Begin());
            var input = new byte[512];
            while (dialogue.Wanted > 0)
            {
                var octets = input.AsSpan(0, dialogue.Wanted);
                if (!Fill(stream, input, octets.Length))
                {
                    throw new SmtpProxyException($"The proxy {proxy} closed the connection before it had connected to {target}.", ProxyFault.ConnectionLost);
                }

                Send(stream, dialogue.Take(octets));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw stream.IsTimedOut
                ? new SmtpTimeoutException($"The proxy {proxy} did not connect to {target} within {limit.TotalSeconds:0.#} s.", limit, exception) { Phase = SmtpPhase.Proxy }
                : new SmtpProxyException(
                    $"The connection to the proxy {proxy} broke before it had connected to {target}: {exception.GetBaseException().Message}", ProxyFault.ConnectionLost, exception);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Send(SocketStream stream, byte[] octets) => stream.Write(octets, 0, octets.Length);

    /// <summary>Reads exactly so many octets; false where the connection ends before.</summary>
    private static bool Fill(SocketStream stream, byte[] input, int count)
    {
        for (var have = 0; have < count;)
        {
            var read = stream.Read(input, have, count - have);
            if (read == 0)
            {
                return false;
            }

            have += read;
        }

        return true;
    }
}
