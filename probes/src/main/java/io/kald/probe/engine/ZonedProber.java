package io.kald.probe.engine;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.net.Zone;
import io.kald.probe.time.NanoClock;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a target whose address, or whose source address, has a zone. The prober behind it knows the
 * interface by its index, so another is opened when the name has got another index. Confined to its
 * loop.
 */
final class ZonedProber implements Prober {
  // deps
  private final String address;
  private final NanoClock clock;
  private final Zone[] zones;
  private final Supplier<Prober> opener;

  // state
  private final int[] indexes; // as the prober knows them
  private @Nullable Prober prober; // null while an interface is missing

  private ZonedProber(String address, NanoClock clock, Zone[] zones, Supplier<Prober> opener) {
    this.address = address;
    this.clock = clock;
    this.zones = zones;
    this.opener = opener;
    this.indexes = new int[zones.length];
  }

  /**
   * A prober that follows the zones.
   *
   * @param source numeric, or null
   * @param opener makes a prober that knows the interfaces as they are then
   * @return what {@code opener} makes, where neither address has a zone
   */
  static Prober of(
      String address, @Nullable String source, NanoClock clock, Supplier<Prober> opener) {
    Zone target = Zone.of(address);
    Zone own = Zone.of(source);
    if (target == null && own == null) {
      return opener.get();
    }
    Zone[] zones = own == null || target == null ? new Zone[1] : new Zone[] {target, own};
    zones[0] = target == null ? Objects.requireNonNull(own) : target;
    return new ZonedProber(address, clock, zones, opener);
  }

  @Override
  public void send(long dueNanos, ResultListener listener) {
    String missing = renew();
    if (missing == null) {
      Objects.requireNonNull(prober).send(dueNanos, listener);
      return;
    }
    String detail = "zone " + missing + ": there is no such interface";
    listener.onResult(
        ProbeResult.notProbed(address, dueNanos, clock.nanoTime(), Reason.NO_DEVICE, detail));
  }

  /** Opens another prober where an index has changed; returns the name of a missing interface. */
  private @Nullable String renew() {
    boolean changed = prober == null;
    for (int i = 0; i < zones.length; i++) {
      int index = zones[i].index();
      if (index == 0) {
        close();
        return zones[i].name();
      }
      changed |= index != indexes[i];
      indexes[i] = index;
    }
    if (changed) {
      close();
      prober = opener.get();
    }
    return null;
  }

  @Override
  public Prober innermost() {
    return prober == null ? this : prober.innermost();
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    return Objects.requireNonNull(prober).expire(timeoutNanos);
  }

  @Override
  public ProbeOutcome tooLate(ProbeResult answered) {
    return Objects.requireNonNull(prober).tooLate(answered);
  }

  @Override
  public void close() {
    if (prober != null) {
      prober.close();
      prober = null;
    }
  }
}
