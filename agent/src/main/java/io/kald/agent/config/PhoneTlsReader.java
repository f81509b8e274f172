package io.kald.agent.config;

import static io.kald.agent.config.PhoneKeys.*;

import io.kald.probe.PhoneTls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads how a phone's connections are secured. Files are only looked at, not read. */
final class PhoneTlsReader {
  private final Path base;

  PhoneTlsReader(Path base) {
    this.base = base;
  }

  /** Null when it is plain TCP. */
  @Nullable PhoneTls read(Section in) {
    boolean wanted = in.value(TLS);
    PhoneTls tls =
        new PhoneTls(
            file(in, TLS_TRUST),
            in.optional(TLS_PIN),
            file(in, TLS_CERTIFICATE),
            file(in, TLS_KEY));
    if (in.sound(TLS)) {
      check(in, wanted);
    }
    return wanted ? tls : null;
  }

  private static void check(Section in, boolean wanted) {
    if (!wanted) {
      for (Key<?> key : ONLY_TLS) {
        if (in.has(key)) {
          in.problem(key, "only with TLS (expected: tls: true, or no such key)");
        }
      }
      return;
    }
    if (!in.has(TLS_TRUST) && !in.has(TLS_PIN)) {
      in.problem(TLS, "no node could be trusted (expected: tls-trust or tls-pin beside it)");
    }
    if (in.has(TLS_TRUST) && in.has(TLS_PIN) && in.sound(TLS_TRUST, TLS_PIN)) {
      in.problem(
          TLS_TRUST,
          "not beside tls-pin, which trusts one certificate (expected: only one of the two)");
    }
    if (in.has(TLS_CERTIFICATE) != in.has(TLS_KEY)) {
      Key<String> there = in.has(TLS_KEY) ? TLS_KEY : TLS_CERTIFICATE;
      Key<String> missing = in.has(TLS_KEY) ? TLS_CERTIFICATE : TLS_KEY;
      in.problem(there, "not without " + missing.name() + " (expected: both or neither)");
    }
  }

  private @Nullable Path file(Section in, Key<String> key) {
    String name = in.optional(key);
    if (name == null) {
      return null;
    }
    Path file = base.resolve(name);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String why =
          !Files.exists(file)
              ? "does not exist"
              : Files.isRegularFile(file) ? "may not be read" : "is no file";
      in.problem(key, Show.value(name) + " " + why + " (expected: a readable file)");
    }
    return file;
  }
}
