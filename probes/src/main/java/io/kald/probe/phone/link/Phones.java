package io.kald.probe.phone.link;

import io.kald.probe.PhoneSpec;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The phones of one event loop; they share the memory through which the kernel is asked. Confined
 * to its loop, from its making on.
 */
public final class Phones {
  // deps
  private final EventLoop loop;
  private final NanoClock clock;
  private final @Nullable TcpDelivery delivery;

  /** Phones for that loop. */
  public Phones(EventLoop loop, NanoClock clock) {
    this.loop = loop;
    this.clock = clock;
    this.delivery = LinkOpener.epoll(loop) ? new TcpDelivery() : null;
  }

  /** A phone that has not begun. */
  public PhoneGroup open(PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    return new PhoneGroup(spec, security, loop, clock, delivery, listener);
  }
}
