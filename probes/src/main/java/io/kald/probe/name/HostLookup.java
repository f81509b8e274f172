package io.kald.probe.name;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** Finds the addresses of host names. {@link HostNames} is the one of this machine. */
public interface HostLookup extends AutoCloseable {
  /**
   * Looks a name up; any thread, never waits.
   *
   * @return completed on {@link #thread} with at least one address, or with an {@link
   *     UnknownHostException} whose message is for a reader
   */
  CompletableFuture<List<InetAddress>> addresses(String host, Family family);

  /**
   * The address to probe, as text: {@code current} while it is among {@code addresses}, has a route
   * and no other has a better source by rule 2 of RFC 6724, so that round robin answers do not move
   * a keepalive; otherwise the first by RFC 6724, which is one with a route where there is any. On
   * {@link #thread} only.
   *
   * @param addresses at least one
   * @param egress how packets to it leave
   * @param current numeric address in use, or empty
   */
  String choose(List<InetAddress> addresses, Egress egress, String current);

  /** The thread that lookups end on; started when it is first asked for. */
  ScheduledExecutorService thread();

  /** Drops lookups that are under way and ends the thread. */
  @Override
  void close();
}
