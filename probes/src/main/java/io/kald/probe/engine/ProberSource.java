package io.kald.probe.engine;

import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.kind.PortListener;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.phone.link.PhoneSecurity;

/** Makes the probers of one loop. Confined to it. */
interface ProberSource extends AutoCloseable {
  /**
   * A prober for {@code spec} at a numeric address.
   *
   * @param ports notified when a source port of this prober is quarantined or released
   */
  Prober open(ProbeSpec spec, String address, PortListener ports);

  /** A phone that has not begun; {@code listener} is told of it on the loop. */
  PhoneGroup openPhone(PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener);

  /** Frees what the probers share. */
  @Override
  void close();
}
