package io.kald.probe.phone.link;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneTls;
import io.kald.probe.Reason;
import io.kald.probe.phone.link.TlsFiles.UnusableException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a phone's connections, made ready once: its files are read here, which blocks. Phones
 * neither check nor send the node's name. Immutable.
 */
public final class PhoneSecurity {
  private final @Nullable SslContext context;
  private final boolean certified;
  private final @Nullable LocalFailure failure;

  private PhoneSecurity(
      @Nullable SslContext context, boolean certified, @Nullable LocalFailure failure) {
    this.context = context;
    this.certified = certified;
    this.failure = failure;
  }

  /** Reads the files; one that cannot be used makes every connection a failure of this machine. */
  public static PhoneSecurity of(@Nullable PhoneTls tls) {
    if (tls == null) {
      return new PhoneSecurity(null, false, null);
    }
    try {
      TlsFiles files = TlsFiles.read(tls);
      return new PhoneSecurity(context(files, tls.pinSha256()), files.key() != null, null);
    } catch (UnusableException e) {
      return failed(file(tls, e.part()) + " " + e.why());
    } catch (SSLException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static PhoneSecurity failed(String why) {
    String detail = "the phone's TLS cannot be used: " + why;
    return new PhoneSecurity(null, false, new LocalFailure(Reason.FAULT, detail));
  }

  private static @Nullable Path file(PhoneTls tls, TlsFiles.Part part) {
    return switch (part) {
      case TRUST -> tls.trust();
      case CERTIFICATE -> tls.certificate();
      case KEY -> tls.key();
    };
  }

  private static SslContext context(TlsFiles files, @Nullable String pin) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm(null);
    if (pin != null) {
      builder.trustManager(new PinnedCertificate(pin));
    } else if (!files.trust().isEmpty()) {
      builder.trustManager(files.trust());
    }
    if (files.key() != null) {
      builder.keyManager(files.key(), files.chain());
    }
    return builder.build();
  }

  /** Why there can be no connection at all, or null. */
  @Nullable LocalFailure failure() {
    return failure;
  }

  /** Whether connections are TLS. */
  boolean secured() {
    return context != null;
  }

  /** Whether the phone has a certificate of its own to show. */
  boolean certified() {
    return certified;
  }

  /** A handler for one connection, or null: plain TCP. Without a name there is no SNI. */
  @Nullable SslHandler handler(ByteBufAllocator allocator) {
    if (context == null) {
      return null;
    }
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0); // the phone's own connect timer covers it
    return handler;
  }
}
