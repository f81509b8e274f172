package io.kald.agent.config;

import static io.kald.agent.config.PhoneKeys.*;

import io.kald.probe.PhoneTls;
import io.kald.probe.phone.link.TlsFiles;
import io.kald.probe.phone.link.TlsFiles.UnusableException;
import io.kald.schema.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a phone's connections are secured. Of files only a digest is kept, so that a reload
 * notices those that were renewed.
 */
final class PhoneTlsReader {
  // deps
  private final Path base;

  // state
  private final Map<Path, String> digests = new HashMap<>();
  private final Map<Path, Boolean> exposed = new HashMap<>();
  private final Map<PhoneTls, PhoneTls> shared = new HashMap<>();
  private final Map<PhoneTls, Optional<UnusableException>> unusables = new HashMap<>();

  PhoneTlsReader(Path base) {
    this.base = base;
  }

  /** Null when it is plain TCP. */
  @Nullable PhoneTls read(Section in) {
    boolean wanted = in.value(TLS);
    // A phone's own way to trust takes the place of the one in the defaults.
    boolean pinned = in.has(TLS_PIN) && !in.has(TLS_TRUST);
    boolean trusting = in.has(TLS_TRUST) && !in.has(TLS_PIN);
    Path trust = pinned ? null : file(in, TLS_TRUST);
    String pin = trusting ? null : in.optional(TLS_PIN);
    Path certificate = file(in, TLS_CERTIFICATE);
    Path key = file(in, TLS_KEY);
    if (key != null && exposed.computeIfAbsent(key, Exposed::toOthers)) {
      in.warn(TLS_KEY, Exposed.warning(String.valueOf(in.optional(TLS_KEY))));
    }
    String contents = contents(trust) + contents(certificate) + contents(key);
    PhoneTls tls = new PhoneTls(trust, pin, certificate, key, contents);
    if (in.sound(TLS)) {
      check(in, wanted, trust != null || pin != null);
    }
    if (wanted && in.sound(TLS, TLS_TRUST, TLS_PIN, TLS_CERTIFICATE, TLS_KEY)) {
      checkFiles(in, tls);
    }
    return wanted ? shared.computeIfAbsent(tls, same -> same) : null;
  }

  /** What is half written now must not take the place of what a phone is registered with. */
  private void checkFiles(Section in, PhoneTls tls) {
    UnusableException unusable =
        unusables.computeIfAbsent(tls, PhoneTlsReader::unusable).orElse(null);
    if (unusable == null) {
      return;
    }
    Key<String> key =
        switch (unusable.part()) {
          case TRUST -> TLS_TRUST;
          case CERTIFICATE -> TLS_CERTIFICATE;
          case KEY -> TLS_KEY;
        };
    String file = Show.path(String.valueOf(in.optional(key)));
    in.problem(key, file + " " + unusable.why() + " (expected: " + expected(unusable) + ")");
  }

  private static String expected(UnusableException unusable) {
    return unusable.part() == TlsFiles.Part.KEY
        ? "the PKCS #8 key of tls-certificate in PEM"
        : "certificates in PEM";
  }

  private static Optional<UnusableException> unusable(PhoneTls tls) {
    try {
      TlsFiles.read(tls);
      return Optional.empty();
    } catch (UnusableException e) {
      return Optional.of(e);
    }
  }

  /** Checks the keys of a phone, or of the defaults it takes them from. */
  private static void check(Section in, boolean wanted, boolean trusts) {
    if (!wanted) {
      for (Key<?> key : ONLY_TLS) {
        if (in.has(key)) {
          in.problem(key, "only with TLS (expected: tls: true, or no such key)");
        }
      }
      return;
    }
    if (!trusts && !in.given(TLS_TRUST) && !in.given(TLS_PIN)) {
      in.problem(TLS, "no node could be trusted (expected: tls-trust or tls-pin beside it)");
    }
    boolean both = in.has(TLS_TRUST) == in.has(TLS_PIN);
    if (both && in.given(TLS_TRUST) && in.given(TLS_PIN) && in.sound(TLS_TRUST, TLS_PIN)) {
      in.problem(
          TLS_TRUST,
          "not beside tls-pin, which trusts one certificate (expected: only one of the two)");
    }
    if (in.given(TLS_CERTIFICATE) != in.given(TLS_KEY)) {
      Key<String> there = in.given(TLS_KEY) ? TLS_KEY : TLS_CERTIFICATE;
      Key<String> missing = in.given(TLS_KEY) ? TLS_CERTIFICATE : TLS_KEY;
      in.problem(there, "not without " + missing.name() + " (expected: both or neither)");
    }
  }

  /** Many phones share their files, which are read once. */
  private String contents(@Nullable Path file) {
    return file == null ? "" : digests.computeIfAbsent(file, PhoneTlsReader::digest);
  }

  private static String digest(Path file) {
    if (ReadableFiles.problem(file) != null) {
      return "unreadable "; // A mistake by now.
    }
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[1 << 13];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest()) + " ";
    } catch (IOException e) {
      return "unreadable "; // Whoever needs the file will say so.
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private @Nullable Path file(Section in, Key<String> key) {
    String name = in.optional(key);
    if (name == null) {
      return null;
    }
    Path file = base.resolve(name);
    String problem = ReadableFiles.problem(file);
    if (problem != null) {
      in.problem(key, Show.path(name) + " " + problem + ReadableFiles.EXPECTED);
    }
    return file;
  }
}
