package io.kald.probe.net;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether an address is this machine's own: whether the routing tables deliver it here. That also
 * holds for a second address of a subnet, in a VRF and for an address that a {@code local} route
 * covers; binding to it would also succeed for others where ip_nonlocal_bind is set. Asked after
 * failures; an answer serves those of the same instant, since addresses go. Confined to one thread.
 */
public final class OwnAddresses implements AutoCloseable {
  private static final long KEEP_NANOS = 1_000_000L;

  // deps
  private final Routes routes;

  // state
  private final Map<Question, Answer> known = new HashMap<>();
  private long sinceNanos;

  private record Question(String address, int device) {}

  /**
   * What the kernel answers.
   *
   * @param errno why it could not be asked, or 0
   */
  private record Answer(boolean own, int errno) {
    static Answer of(boolean own) {
      return new Answer(own, 0);
    }
  }

  /** Asks these tables, and closes them at the end. */
  public OwnAddresses(Routes routes) {
    this.routes = routes;
  }

  /** The tables. */
  public Routes routes() {
    return routes;
  }

  /**
   * Whether the address is this machine's own, of whatever interface; also where the kernel cannot
   * be asked, for then nothing may be blamed on others.
   */
  public boolean contains(String address, long nowNanos) {
    Answer answer = find(address, 0, nowNanos);
    return answer.own || answer.errno != 0;
  }

  /**
   * Why a probe's source address is not there, or null: it is.
   *
   * @param address numeric, with a zone where it has one
   * @param device number of the interface, or 0: a VRF has addresses of its own
   */
  public @Nullable LocalFailure missing(String address, int device, long nowNanos) {
    Answer answer = find(address, device, nowNanos);
    if (answer.errno != 0) {
      return Errno.at("asking for source address " + address, answer.errno);
    }
    return answer.own
        ? null
        : new LocalFailure(
            Reason.SOURCE_ADDRESS_MISSING, "source address " + address + " has gone");
  }

  private Answer find(String address, int device, long nowNanos) {
    if (nowNanos - sinceNanos > KEEP_NANOS) {
      known.clear();
      sinceNanos = nowNanos;
    }
    Question question = new Question(address, device);
    Answer answer = known.get(question);
    if (answer == null) {
      answer = look(question);
      if (answer.errno == 0) {
        known.put(question, answer);
      }
    }
    return answer;
  }

  private Answer look(Question question) {
    SockAddr address = SockAddr.parse(question.address, 0);
    byte[] bytes = IpText.bytes(question.address);
    if (address == null || bytes == null) {
      return Answer.of(false);
    }
    int device = question.device == 0 ? address.scope() : question.device;
    Routes.Route any = routes.find(bytes, 0, Routes.Flow.ANY);
    if (any == null) {
      return canBind(address);
    }
    return Answer.of(any.local() || (device != 0 && isOfDevice(bytes, device)));
  }

  private boolean isOfDevice(byte[] address, int device) {
    if (isLocal(routes.find(address, device, Routes.Flow.ANY))) {
      return true;
    }
    int master = routes.master(device);
    return master != 0 && isLocal(routes.find(address, master, Routes.Flow.ANY));
  }

  private static boolean isLocal(Routes.@Nullable Route route) {
    return route != null && route.local();
  }

  /** What is left where rtnetlink is not allowed. */
  private static Answer canBind(SockAddr address) {
    int fd = Libc.socket(address.family(), Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      return new Answer(false, Libc.errno());
    }
    try {
      return Answer.of(Libc.bind(fd, address.address(), address.length()) == 0);
    } finally {
      Libc.close(fd);
    }
  }

  @Override
  public void close() {
    routes.close();
  }
}
