package io.kald.agent.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a window. */
public final class Browser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  // deps
  private final Path profile;

  /**
   * One with an empty profile in that directory; without a browser the test says that it is not
   * run.
   */
  public Browser(Path profile) {
    assumeTrue(Files.isExecutable(CHROMIUM), "not run: needs Debian's package chromium");
    this.profile = profile;
  }

  /** The page as it stands when its scripts have run. */
  public String dump(String url) throws IOException, InterruptedException {
    return run("--virtual-time-budget=3000", "--dump-dom", url);
  }

  /** A picture of the page. */
  public void picture(String url, Path png) throws IOException, InterruptedException {
    run("--virtual-time-budget=3000", "--window-size=1280,1600", "--screenshot=" + png, url);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    Process browser =
        new ProcessBuilder(command(profile, arguments))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String written = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(browser.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return written;
    } finally {
      end(browser, profile);
    }
  }

  /** Kills a browser with all its processes, and removes what it leaves outside its profile. */
  static void end(Process browser, Path profile) throws IOException {
    List<ProcessHandle> all =
        Stream.concat(browser.descendants(), Stream.of(browser.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    Path link = profile.resolve("SingletonSocket");
    if (Files.isSymbolicLink(link)) {
      // In the directory for temporary files, as the path of a socket must be short.
      Path socket = Files.readSymbolicLink(link);
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.resolveSibling("SingletonCookie"));
      Files.deleteIfExists(socket.getParent());
      Files.delete(link);
    }
  }

  static List<String> command(Path profile, String... arguments) {
    assumeTrue(Files.isExecutable(CHROMIUM), "not run: needs Debian's package chromium");
    List<String> command =
        new ArrayList<>(
            List.of(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile));
    command.addAll(List.of(arguments));
    return command;
  }
}
