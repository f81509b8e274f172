package io.kald.agent.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kald.probe.lab.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A tab of a real browser that a test types into and looks at, by the DevTools protocol. */
public final class Tab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process browser;
  private final Path profile;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> replies;
  private int number;

  private Tab(Process browser, Path profile, WebSocket socket, BlockingQueue<JsonNode> replies) {
    this.browser = browser;
    this.profile = profile;
    this.socket = socket;
    this.replies = replies;
  }

  /** Opens a page; the browser's profile is in that directory. */
  public static Tab open(Path profile, URI page) throws IOException, InterruptedException {
    Process browser =
        new ProcessBuilder(Browser.command(profile, "--remote-debugging-port=0", page.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // Says on standard error where it listens.
    BufferedReader said = browser.errorReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    while (line != null && !line.contains("DevTools listening on ws://")) {
      line = said.readLine();
    }
    assertThat(line).as("the browser has started").isNotNull();
    URI devTools = URI.create(line.substring(line.indexOf("ws://")));
    Thread rest = new Thread(() -> said.lines().forEach(l -> {}), "chromium-output");
    rest.setDaemon(true);
    rest.start();
    BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(socketOf(devTools, page)), new Hearing(replies))
            .join();
    return new Tab(browser, profile, socket, replies);
  }

  private static String socketOf(URI devTools, URI page) throws IOException {
    URI list = URI.create("http://" + devTools.getAuthority() + "/json/list");
    return Await.value(
        "the page " + page,
        PATIENCE,
        () -> socketOf(list(list), page),
        socket -> !socket.isEmpty());
  }

  private static String socketOf(JsonNode targets, URI page) {
    for (JsonNode target : targets) {
      if (target.path("url").asText().startsWith(page.toString())) {
        return target.path("webSocketDebuggerUrl").asText();
      }
    }
    return "";
  }

  private static JsonNode list(URI list) throws IOException {
    try (InputStream in = list.toURL().openStream()) {
      return JSON.readTree(in);
    }
  }

  /** The value of an expression, which may be a promise, as text. */
  public String value(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    assertThat(result.path("exceptionDetails").isMissingNode())
        .as(result.path("exceptionDetails").toString())
        .isTrue();
    return result.path("result").path("value").asText();
  }

  /** Waits until an expression is true; what it names may not be there yet. */
  public void await(String expression) {
    String asked =
        "(() => { try { return Boolean(" + expression + ") } catch (e) { return false } })()";
    Object page =
        new Object() {
          @Override
          public String toString() {
            return text();
          }
        };
    Await.until(expression, PATIENCE, () -> value(asked).equals("true"), page);
  }

  /** What a reader of the page sees. */
  public String text() {
    return value("document.body ? document.body.innerText : ''");
  }

  /** Types into whatever has the focus. */
  public void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  /** Presses and releases a key: {@code Enter}, {@code Escape}. */
  public void press(String key) {
    int code = key.equals("Enter") ? 13 : 27;
    String text = key.equals("Enter") ? "\r" : "";
    for (String type : new String[] {"keyDown", "keyUp"}) {
      Map<String, Object> event =
          Map.of(
              "type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text);
      send("Input.dispatchKeyEvent", event);
    }
  }

  /** Clicks what a selector finds first. */
  public void click(String selector) {
    value("document.querySelector(" + quoted(selector) + ").click()");
  }

  /** Shows the page as a screen of that width does, light or dark. */
  public void screen(int width, boolean dark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            new Object[] {
              Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")
            }));
  }

  /** A picture of the whole page. */
  public void picture(Path png) throws IOException {
    JsonNode shot =
        send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.write(png, Base64.getDecoder().decode(shot.path("data").asText()));
  }

  /** A text as a literal of JavaScript. */
  public static String quoted(String text) {
    return JSON.valueToTree(text).toString();
  }

  private JsonNode send(String method, Map<String, Object> parameters) {
    int id = ++number;
    try {
      String message =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      socket.sendText(message, true).join();
      while (true) {
        @Nullable JsonNode reply = replies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (reply == null) {
          throw new AssertionError("no answer to " + method);
        }
        if (reply.path("id").asInt() == id) {
          assertThat(reply.path("error").isMissingNode()).as(reply.toString()).isTrue();
          return reply.path("result");
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    try {
      Browser.end(browser, profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Hearing implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> replies;
    private final StringBuilder part = new StringBuilder();

    Hearing(BlockingQueue<JsonNode> replies) {
      this.replies = replies;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        try {
          replies.add(JSON.readTree(part.toString()));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
