package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.DSCP;
import static io.kald.agent.config.ProbeKeys.FWMARK;
import static io.kald.agent.config.ProbeKeys.INTERFACE;
import static io.kald.agent.config.ProbeKeys.NAME;
import static io.kald.agent.config.ProbeKeys.SOURCE;
import static io.kald.agent.config.ProbeKeys.TTL;

import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneNode;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.List;
import java.util.Optional;

/** The keys of phones: who registers where, and when it gives a node up. */
final class PhoneKeys {
  private PhoneKeys() {}

  static final Key<String> DEVICE =
      Key.optional(
          "device",
          PhoneTypes.device(),
          "required unless `devices` is there",
          "The name the nodes know the phone by. It must be set up there, for this phone and no"
              + " other: two registrations of one device throw each other out. So no two phones may"
              + " share one.");

  static final Key<DeviceRange> DEVICES =
      Key.optional(
          "devices",
          PhoneTypes.devices(),
          "the one `device`",
          "Many phones from one entry, which differ in some digits of their device names:"
              + " `SEP0011223344[00-99]` is a hundred. Ends of decimal digits alone are counted"
              + " decimally, others hexadecimally. Each phone is called by the entry's name, `-` and"
              + " its digits: `floor-3-00`. Not beside `device`.");

  static final Key<Integer> DEVICE_TYPE =
      Key.of(
          "device-type",
          Types.integer(0, 1_000_000),
          "7",
          "The number CUCM has for the model: 7 is a 7960, 8 a 7940, 115 a 7941, 30018 a 7961."
              + " The device must be set up as the same.");

  static final Key<Integer> PROTOCOL =
      Key.of(
          "protocol",
          Types.integer(0, 22),
          "17",
          "The highest SCCP version the phone says it speaks. CUCM 7 and later take 17 and more,"
              + " old and foreign nodes may want 5 or 11.");

  static final Key<Integer> LINES =
      Key.of("lines", Types.integer(0, 42), "1", "How many of its lines the phone asks for.");

  static final Key<List<PhoneNode>> NODES =
      Key.optional(
          "nodes",
          PhoneTypes.nodes(),
          "required, here or in `defaults`",
          "The CUCM group, best node first: a list, or names with commas between them. The port is"
              + " 2000 when none is given, and 2443 with `tls`. A node is called what is written"
              + " here.");

  static final Key<Optional<PhoneNode>> SRST =
      Key.of(
          "srst",
          PhoneTypes.node().orWord("none"),
          "none",
          "The router that takes phones when no node of the group does. Always port 2000 when none"
              + " is given.");

  static final Key<Kind> DETECT_FAILURE =
      Key.of(
          "detect-failure",
          Types.anyCase(List.of(Kind.values()), Kind::word),
          "normal",
          "\"Detect Unified CM Connection Failure\": how a broken path is found out. `normal`"
              + " learns how fast the node answers and gives up after about 9 s, `delayed` after"
              + " 35.8 s on every path. CUCM's spelling `Normal`, `Delayed` is accepted. `kald advise` says which fits, `kald phones explain` what"
              + " either costs.");

  static final Key<Boolean> WIRELESS =
      Key.of(
          "wireless",
          Types.bool(),
          "false",
          "Phones without a wire have no fast detection (CSCtc43246): `true` makes `normal` mean"
              + " `delayed`.");

  static final Key<Long> BASELINE_START =
      Key.of(
          "baseline-start",
          Types.duration(Durations.MILLI, Durations.MINUTE),
          "300ms",
          "Normal only. First interval before four KeepAlives are measured.");

  static final Key<Long> BASELINE_LEAST =
      Key.of(
          "baseline-least",
          Types.duration(Durations.MILLI, Durations.MINUTE),
          "200ms",
          "Normal only. The first interval is never shorter, however fast the node answers.");

  static final Key<Long> BASELINE_MOST =
      Key.of(
          "baseline-most",
          Types.duration(Durations.MILLI, Durations.MINUTE),
          "1s",
          "Normal only. The first interval is never longer, however slow the node answers.");

  static final Key<Double> RATIO =
      Key.of(
          "ratio",
          PhoneTypes.decimal(1, 10),
          "1.66",
          "Normal only. How much longer each interval is than the one before. Cisco never said;"
              + " with 1.66 a first interval of 300ms ends after 9.1 s, a quarter of Delayed, as"
              + " the phone guides have it.");

  static final Key<Integer> MISSES =
      Key.of(
          "misses",
          Types.integer(1, 20),
          "6",
          "Normal only. How many intervals without an acknowledgement end in the reset.");

  static final Key<Integer> MISSED_ACKS =
      Key.of(
          "missed-acks",
          Types.integer(1, 32),
          "3",
          "KeepAlives in a row that TCP delivers and the node's call control does not answer,"
              + " until the phone leaves.");

  static final Key<Long> CONNECT_TIMEOUT =
      Key.of("connect-timeout", span(), "5s", "For a connection, with TLS until it is secured.");

  static final Key<Long> REGISTER_TIMEOUT =
      Key.of(
          "register-timeout",
          span(),
          "10s",
          "From Register to its answer, and for the answer to a request for a token: a hung node"
              + " accepts connections and never answers.");

  static final Key<Long> UNREGISTER_TIMEOUT =
      Key.of(
          "unregister-timeout",
          span(),
          "3s",
          "How long a phone that leaves waits for the node's word; some nodes never give it.");

  static final Key<Long> LEAST_KEEPALIVE =
      Key.of(
          "least-keepalive",
          Types.duration(100 * Durations.MILLI, Durations.HOUR),
          "1s",
          "The node says how often it wants KeepAlives (30 s on CUCM). A shorter interval than"
              + " this is not taken from it.");

  static final Key<Long> MOST_KEEPALIVE =
      Key.of(
          "most-keepalive",
          Types.duration(100 * Durations.MILLI, Durations.HOUR),
          "5m",
          "A longer interval than this is not taken from a node.");

  static final Key<Long> CONNECTION_MONITOR =
      Key.of(
          "connection-monitor-duration",
          Types.duration(0, 30 * Durations.DAY),
          "2m",
          "How long a better node must answer well before the phone goes back to it, as in CUCM,"
              + " against paths that come and go.");

  static final Key<Boolean> TLS =
      Key.of(
          "tls",
          Types.bool(),
          "false",
          "Speaks TLS. Names in certificates are not looked at, as phones do not; a node is"
              + " trusted by `tls-trust` or `tls-pin`, and one of them must be there. The files are"
              + " read again at a reload; a phone whose files have changed registers anew, and files that"
              + " cannot be used change nothing.");

  static final Key<String> TLS_TRUST =
      Key.optional(
          "tls-trust",
          Secrets.file(),
          "none",
          "With `tls`. PEM file of certificates; what they signed is trusted. Not beside `tls-pin`.");

  static final Key<String> TLS_PIN =
      Key.optional(
          "tls-pin",
          PhoneTypes.pin(),
          "none",
          "With `tls`. SHA-256 of the one certificate that is trusted, as `openssl x509"
              + " -fingerprint -sha256` prints it. Not beside `tls-trust`.");

  static final Key<String> TLS_CERTIFICATE =
      Key.optional(
          "tls-certificate",
          Secrets.file(),
          "none is shown",
          "With `tls`. PEM file of the phone's own certificate and those above it.");

  static final Key<String> TLS_KEY =
      Key.optional(
          "tls-key",
          Secrets.file(),
          "none",
          "With `tls-certificate`. PEM file of its private key, PKCS #8.");

  /** Keys that mean nothing without {@link #TLS}. */
  static final List<Key<?>> ONLY_TLS = List.of(TLS_TRUST, TLS_PIN, TLS_CERTIFICATE, TLS_KEY);

  static final Key<Boolean> SUSPEND =
      Key.of(
          "suspend",
          Types.bool(),
          "false",
          "Takes the phone out: it is SUSPENDED, registered nowhere, and connects to no node.");

  static final Keys PHONES =
      Keys.listOf(
          "phones",
          "Phones that kald is: each registers with a node of its group, fails over and goes back"
              + " as a Cisco phone does. `source`, `interface`, `dscp`, `ttl` and `fwmark` mean"
              + " what they mean for services.",
          NAME,
          DEVICE,
          DEVICES,
          DEVICE_TYPE,
          PROTOCOL,
          LINES,
          NODES,
          SRST,
          DETECT_FAILURE,
          WIRELESS,
          BASELINE_START,
          BASELINE_LEAST,
          BASELINE_MOST,
          RATIO,
          MISSES,
          MISSED_ACKS,
          CONNECT_TIMEOUT,
          REGISTER_TIMEOUT,
          UNREGISTER_TIMEOUT,
          LEAST_KEEPALIVE,
          MOST_KEEPALIVE,
          CONNECTION_MONITOR,
          TLS,
          TLS_TRUST,
          TLS_PIN,
          TLS_CERTIFICATE,
          TLS_KEY,
          SOURCE,
          INTERFACE,
          DSCP,
          TTL,
          FWMARK,
          SUSPEND);

  private static Type<Long> span() {
    return Types.duration(100 * Durations.MILLI, 5 * Durations.MINUTE);
  }
}
