package io.kald.agent.config;

import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.util.List;
import java.util.stream.Stream;

/** The keys of {@code defaults}. */
final class DefaultKeys {
  private DefaultKeys() {}

  /** Those that only phones have; {@code phones} describes them. */
  static final List<Key<?>> OF_PHONES =
      List.of(
          PhoneKeys.NODES,
          PhoneKeys.SRST,
          PhoneKeys.DETECT_FAILURE,
          PhoneKeys.TLS,
          PhoneKeys.TLS_TRUST,
          PhoneKeys.TLS_PIN,
          PhoneKeys.TLS_CERTIFICATE,
          PhoneKeys.TLS_KEY);

  static final Keys DEFAULTS =
      Keys.of(
              "defaults",
              "For every keepalive, service and phone of the file, wherever it stands; the key of a"
                  + " keepalive, a service or a phone itself wins. A key that does not fit a type is not"
                  + " used for it. Phones take `source`, `interface`, `dscp`, `ttl` and `fwmark` from"
                  + " here, and the keys `nodes`, `srst`, `detect-failure`, `tls` and `tls-...`, which"
                  + " `phones` describes.",
              Stream.concat(ProbeKeys.SHARED.stream(), OF_PHONES.stream()).toArray(Key<?>[]::new))
          .with(ProbeKeys.KINDS);
}
