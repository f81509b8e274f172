package io.kald.agent.config;

import static io.kald.agent.config.PhoneKeys.*;
import static io.kald.agent.config.PhoneKeys.SUSPEND;
import static io.kald.agent.config.ProbeKeys.NAME;

import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.PhoneTls;
import io.kald.schema.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a phone as the keys that would give it. */
final class PhonesText {
  private final EffectiveText to;

  PhonesText(EffectiveText to) {
    this.to = to;
  }

  void write(Phone one) throws IOException {
    PhoneSpec phone = one.spec();
    to.put(NAME, one.name());
    to.put(DEVICE, phone.device().name());
    to.differing(DEVICE_TYPE, phone.device().type());
    to.differing(PROTOCOL, phone.device().protocol());
    to.differing(LINES, phone.device().lines());
    to.put(NODES, phone.nodes());
    to.differing(SRST, Optional.ofNullable(phone.srst()));
    detection(phone.detection());
    timers(phone.timers());
    tls(phone.tls());
    to.egress(phone.egress());
    to.differing(SUSPEND, one.suspended());
  }

  private void detection(PhoneDetection detection) throws IOException {
    to.put(DETECT_FAILURE, detection.kind());
    to.differing(WIRELESS, detection.wireless());
    Geometric geometric = detection.geometric();
    to.differing(BASELINE_START, geometric.startBaseNanos());
    to.differing(BASELINE_LEAST, geometric.leastBaseNanos());
    to.differing(BASELINE_MOST, geometric.mostBaseNanos());
    to.differing(RATIO, geometric.ratio());
    to.differing(MISSES, geometric.misses());
    to.differing(MISSED_ACKS, detection.missedAcks());
  }

  private void timers(PhoneTimers timers) throws IOException {
    to.differing(CONNECT_TIMEOUT, timers.connectNanos());
    to.differing(REGISTER_TIMEOUT, timers.registerNanos());
    to.differing(UNREGISTER_TIMEOUT, timers.unregisterNanos());
    to.differing(LEAST_KEEPALIVE, timers.leastKeepAliveNanos());
    to.differing(MOST_KEEPALIVE, timers.mostKeepAliveNanos());
    to.differing(CONNECTION_MONITOR, timers.connectionMonitorNanos());
  }

  private void tls(@Nullable PhoneTls tls) throws IOException {
    if (tls == null) {
      return;
    }
    to.put(TLS, true);
    file(TLS_TRUST, tls.trust());
    if (tls.pinSha256() != null) {
      to.put(TLS_PIN, tls.pinSha256());
    }
    file(TLS_CERTIFICATE, tls.certificate());
    file(TLS_KEY, tls.key());
  }

  private void file(Key<String> key, @Nullable Path file) throws IOException {
    if (file != null) {
      to.put(key, file.toString());
    }
  }
}
