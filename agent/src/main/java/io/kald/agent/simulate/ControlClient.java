package io.kald.agent.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Asks a running simulator to switch a fault, over its control API. */
public final class ControlClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private ControlClient() {}

  /**
   * Has a node changed; done when this has returned.
   *
   * @param controlUrl as the simulator printed it
   * @return what the simulator said
   * @throws SimulationException when there is no simulator, or when it refuses
   */
  public static String fault(String controlUrl, String node, Fault fault)
      throws SimulationException {
    HttpURLConnection connection = open(controlUrl, node);
    try {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.getOutputStream().write(fault.toString().getBytes(StandardCharsets.UTF_8));
      boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      String said = text(ok ? connection.getInputStream() : connection.getErrorStream());
      if (!ok) {
        throw new SimulationException(said);
      }
      return said;
    } catch (IOException e) {
      throw new SimulationException(
          "no simulator answers at "
              + controlUrl
              + ": "
              + e.getMessage()
              + "; it prints its URL when it is started with --control");
    } finally {
      connection.disconnect();
    }
  }

  private static HttpURLConnection open(String controlUrl, String node) throws SimulationException {
    try {
      String base =
          controlUrl.endsWith("/") ? controlUrl.substring(0, controlUrl.length() - 1) : controlUrl;
      String name = URLEncoder.encode(node, StandardCharsets.UTF_8).replace("+", "%20");
      return (HttpURLConnection)
          URI.create(base + "/nodes/" + name + "/fault").toURL().openConnection(Proxy.NO_PROXY);
    } catch (MalformedURLException | IllegalArgumentException | ClassCastException e) {
      throw new SimulationException(
          controlUrl + " (expected: a URL such as http://127.0.0.1:9943)");
    } catch (IOException e) {
      throw new SimulationException(controlUrl + ": " + e.getMessage());
    }
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
