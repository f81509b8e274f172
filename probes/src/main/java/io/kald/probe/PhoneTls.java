package io.kald.probe;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a phone's connections are secured. Names are not checked and not sent, as phones do neither;
 * a certificate is trusted because of who signed it or because it is the one that is pinned.
 *
 * @param trust PEM file of certificates whose signatures are good, or null
 * @param pinSha256 SHA-256 of the node's certificate in hexadecimal, or null
 * @param certificate PEM file of the phone's own certificate chain, or null: none is shown
 * @param key PEM file of its private key (PKCS #8); there when {@code certificate} is
 * @param contents stands for what was in the files when the configuration was read: with another
 *     one this is another phone, which reads them anew
 */
public record PhoneTls(
    @Nullable Path trust,
    @Nullable String pinSha256,
    @Nullable Path certificate,
    @Nullable Path key,
    String contents) {
  /** Files whose contents nobody compares. */
  public PhoneTls(
      @Nullable Path trust,
      @Nullable String pinSha256,
      @Nullable Path certificate,
      @Nullable Path key) {
    this(trust, pinSha256, certificate, key, "");
  }
}
