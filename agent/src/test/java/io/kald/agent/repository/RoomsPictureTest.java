package io.kald.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The picture in CONTRIBUTING.md is what the classes do; {@code -Dkald.write} draws it anew. */
class RoomsPictureTest {
  private static final Path PAGE = Repository.ROOT.resolve("CONTRIBUTING.md");
  private static final String BEGIN = "<!-- rooms -->\n";
  private static final String END = "<!-- end of rooms -->\n";

  @Test
  void shouldShowWhichRoomUsesWhich() throws IOException {
    Rooms rooms = Rooms.imported();
    assertThat(rooms.ring()).isEmpty();
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String expected = page.substring(0, begin) + rooms.mermaid() + page.substring(end);
    if (System.getProperty("kald.write") != null) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("%s, which mvn test -Dkald.test.args=-Dkald.write writes anew", PAGE)
        .isEqualTo(expected);
  }
}
