package io.kald.probe.phone.link;

import io.kald.probe.lab.KeyPairs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Nodes that show certificates. */
record TlsNodes(KeyPairs pairs) {
  /** A node that shows a certificate. */
  ScriptedNode node(String name) throws Exception {
    return node(name, socket -> {});
  }

  /** A node that is set up in another way. */
  ScriptedNode node(String name, Settings settings) throws Exception {
    return node(new Secured(context(name, null), settings));
  }

  /**
   * A node that asks its phones for a certificate that one of these has signed.
   *
   * @param protocol the version of TLS it speaks
   */
  ScriptedNode asking(String name, String by, String protocol) throws Exception {
    return node(
        new Secured(
            context(name, by),
            socket -> {
              socket.setNeedClientAuth(true);
              socket.setEnabledProtocols(new String[] {protocol});
            }));
  }

  private static ScriptedNode node(ServerSocketFactory factory) {
    return new ScriptedNode(factory, "127.0.0.1");
  }

  private SSLContext context(String name, @Nullable String trusted) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore own = empty();
    char[] secret = KeyPairs.SECRET.toCharArray();
    KeyStore all = pairs.store();
    own.setKeyEntry(name, all.getKey(name, secret), secret, all.getCertificateChain(name));
    managers.init(own, secret);
    context.init(managers.getKeyManagers(), trusted == null ? null : trust(trusted), null);
    return context;
  }

  private TrustManager[] trust(String name) throws Exception {
    KeyStore anchors = empty();
    anchors.setCertificateEntry(name, pairs.certificate(name));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** How a node's TLS is set. */
  @FunctionalInterface
  interface Settings {
    void set(SSLServerSocket socket);
  }

  private static final class Secured extends ServerSocketFactory {
    private final SSLContext context;
    private final Settings settings;

    Secured(SSLContext context, Settings settings) {
      this.context = context;
      this.settings = settings;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      SSLServerSocket socket =
          (SSLServerSocket)
              context.getServerSocketFactory().createServerSocket(port, backlog, address);
      settings.set(socket);
      return socket;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket(port, 0, InetAddress.getLoopbackAddress());
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
    }
  }
}
