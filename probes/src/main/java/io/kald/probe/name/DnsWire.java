package io.kald.probe.name;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks one server: by UDP, and by TCP when the answer was truncated. Remembers nothing. Confined to
 * its loop. Each server has a socket of its own, as Netty confuses loopback servers that share one.
 */
final class DnsWire implements AutoCloseable {
  private final InetSocketAddress server;
  private final int timeoutSeconds;
  private final DnsNameResolver netty;

  /**
   * Opens its sockets.
   *
   * @param timeoutSeconds how long an answer may take, at least 1
   */
  DnsWire(EventLoop loop, boolean epoll, InetSocketAddress server, int timeoutSeconds) {
    this.server = server;
    this.timeoutSeconds = timeoutSeconds;
    // Everything Netty would read from files itself is given: files are read by others, as often
    // as they change.
    HostsFileEntriesResolver noFile = (host, types) -> null;
    netty =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .queryTimeoutMillis(TimeUnit.SECONDS.toMillis(timeoutSeconds))
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .hostsFileEntriesResolver(noFile)
            .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))
            .searchDomains(List.of())
            .ndots(1)
            // Old servers refuse questions with options, and glibc sends none.
            .optResourceEnabled(false)
            .build();
  }

  /** How long an answer may take. */
  int timeoutSeconds() {
    return timeoutSeconds;
  }

  /**
   * Asks; {@code done} is called once, on the loop.
   *
   * @param name without a dot at its end
   */
  void ask(String name, DnsRecordType type, Consumer<DnsReply> done) {
    DnsQuestion question;
    try {
      question = new DefaultDnsQuestion(name + ".", type);
    } catch (IllegalArgumentException e) {
      // Too long with a domain of the search list.
      done.accept(new DnsReply.NoName());
      return;
    }
    FutureListener<AddressedEnvelope<DnsResponse, InetSocketAddress>> listener =
        answer -> done.accept(reply(answer, name, type));
    netty.query(server, question).addListener(listener);
  }

  private static DnsReply reply(
      Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> answer,
      String name,
      DnsRecordType type) {
    if (!answer.isSuccess()) {
      Throwable cause = answer.cause();
      return DnsNameResolver.isTimeoutError(cause) || isTimeout(cause)
          ? new DnsReply.Useless("no answer", true)
          : new DnsReply.Useless("it cannot be asked: " + cause.getMessage(), true);
    }
    AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = answer.getNow();
    try {
      return DnsReply.of(envelope.content(), name, type);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return new DnsReply.Useless("an answer that cannot be read", false);
    } finally {
      envelope.release();
    }
  }

  private static boolean isTimeout(Throwable cause) {
    return cause instanceof io.netty.resolver.dns.DnsNameResolverTimeoutException;
  }

  @Override
  public void close() {
    netty.close();
  }
}
