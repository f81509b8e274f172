package io.kald.probe.phone.link;

import java.security.cert.CertPath;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why TLS with a node came to nothing, in words of its users and not in Java's. What Java says is
 * kept where it says more. Pure.
 */
final class TlsTroubles {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** How every JDK says it; later ones put the alert's name before it as well. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  private static final String UNTRUSTED =
      "the node's certificate is not signed by a trusted authority";

  /** A node may call its authorities what it likes. */
  private static final int LONGEST_NAME = 100;

  private TlsTroubles() {}

  /**
   * A sentence without its full stop.
   *
   * @param certified whether the phone has a certificate to show
   */
  static String words(SSLException fault, boolean certified) {
    PinnedCertificate.OtherException other = cause(fault, PinnedCertificate.OtherException.class);
    if (other != null) {
      return String.valueOf(other.getMessage());
    }
    CertPathValidatorException invalid = cause(fault, CertPathValidatorException.class);
    if (invalid != null) {
      return invalid(invalid);
    }
    if (cause(fault, CertPathBuilderException.class) != null) {
      return UNTRUSTED;
    }
    CertificateException refused = cause(fault, CertificateException.class);
    if (refused != null) {
      return "the node's certificate is no good: " + refused.getMessage();
    }
    return withoutCertificate(String.valueOf(fault.getMessage()), certified);
  }

  private static <T extends Throwable> @Nullable T cause(Throwable fault, Class<T> kind) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return kind.cast(each);
      }
    }
    return null;
  }

  private static String invalid(CertPathValidatorException fault) {
    X509Certificate certificate = certificate(fault);
    String of = fault.getIndex() > 0 ? authority(certificate) : "the node's certificate";
    Reason reason = fault.getReason();
    if (reason == BasicReason.EXPIRED && certificate != null) {
      return of + " expired on " + DATE.format(certificate.getNotAfter().toInstant());
    }
    if (reason == BasicReason.NOT_YET_VALID && certificate != null) {
      return of + " is not valid until " + DATE.format(certificate.getNotBefore().toInstant());
    }
    if (reason == PKIXReason.NO_TRUST_ANCHOR) {
      return UNTRUSTED;
    }
    if (reason == BasicReason.INVALID_SIGNATURE) {
      return of + " is not signed by the authority it names";
    }
    if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
      return of + " has a key or a signature that Java holds for too weak: " + fault.getMessage();
    }
    return of + " is no good: " + fault.getMessage();
  }

  private static @Nullable X509Certificate certificate(CertPathValidatorException fault) {
    CertPath path = fault.getCertPath();
    boolean told = path != null && fault.getIndex() >= 0;
    return told && path.getCertificates().get(fault.getIndex()) instanceof X509Certificate x509
        ? x509
        : null;
  }

  private static String authority(@Nullable X509Certificate certificate) {
    String name = certificate == null ? "" : certificate.getSubjectX500Principal().getName();
    return "the certificate of the authority "
        + name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  private static String withoutCertificate(String text, boolean certified) {
    Matcher alert = ALERT.matcher(text);
    if (alert.find()) {
      return told(alert.group(1), certified) + " (alert " + alert.group(1) + ")";
    }
    if (text.contains("not an SSL/TLS record")) {
      return "the node does not answer in TLS";
    }
    return "TLS failed: " + text;
  }

  private static String told(String alert, boolean certified) {
    String why = ofCertificate(alert);
    if (why != null) {
      return certified
          ? "the node does not take the phone's certificate" + why
          : "the node asks for a client certificate, and the phone has none";
    }
    return switch (alert) {
      // Of what many say for want of a certificate, before TLS 1.3 had an alert of its own for
      // that.
      case "handshake_failure" ->
          "the node broke the handshake off: "
              + (certified
                  ? "it may not take the phone's certificate"
                  : "it may ask for a client certificate, and the phone has none")
              + ", or there is no cipher in common";
      case "protocol_version" -> "the node and kald have no version of TLS in common";
      case "insufficient_security" -> "the node asks for stronger ciphers";
      default -> "the node broke TLS off";
    };
  }

  /** What the node has against a certificate, which can only be the phone's; null: nothing. */
  private static @Nullable String ofCertificate(String alert) {
    return switch (alert) {
      case "unknown_ca" -> ": it does not trust who signed it";
      case "certificate_expired" -> ": it has expired";
      case "certificate_revoked" -> ": it was revoked";
      case "certificate_required",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_unknown",
          "no_certificate",
          "access_denied" ->
          "";
      default -> null;
    };
  }
}
