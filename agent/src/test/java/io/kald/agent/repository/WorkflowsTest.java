package io.kald.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What GitHub runs and shows: valid, with pinned actions and no right but to read. */
class WorkflowsTest {
  private static final Path WORKFLOWS = Path.of(".github/workflows");
  private static final Path FORMS = Path.of(".github/ISSUE_TEMPLATE");
  private static final Pattern USES = Pattern.compile("uses: *(.*)");
  private static final String PINNED = "[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";

  @Test
  void shouldOnlyReadAndPinEachAction() {
    List<Path> workflows = in(WORKFLOWS);
    assertThat(workflows).isNotEmpty();
    for (Path workflow : workflows) {
      assertThat(yaml(workflow)).containsEntry("permissions", Map.of("contents", "read"));
      assertThat(USES.matcher(Repository.read(workflow)).results().map(m -> m.group(1)))
          .as(workflow.toString())
          .isNotEmpty()
          .allMatch(action -> action.matches(PINNED));
    }
  }

  @Test
  void shouldVerifyEachChangeOnBothJavas() {
    Path fast = WORKFLOWS.resolve("fast.yml");
    // YAML 1.1 reads the key "on" as true.
    assertThat(map(yaml(fast).get(true))).containsKeys("push", "pull_request");
    Map<Object, Object> job = map(map(yaml(fast).get("jobs")).get("verify-fast"));
    assertThat(map(map(job.get("strategy")).get("matrix")).get("java")).isEqualTo(List.of(17, 25));
    assertThat(Repository.read(fast)).contains("./verify --fast\n");
  }

  @Test
  void shouldVerifyEverythingEachNight() {
    Path nightly = WORKFLOWS.resolve("nightly.yml");
    assertThat(map(yaml(nightly).get(true))).containsKey("schedule");
    assertThat(Repository.read(nightly)).contains(" ./verify\n").doesNotContain("--fast");
  }

  @Test
  void shouldAskForWhatAnAnswerNeeds() {
    for (Path form : in(FORMS)) {
      if (form.endsWith("config.yml")) {
        continue;
      }
      assertThat(yaml(form)).containsKeys("name", "description", "body");
      for (Object element : (List<?>) Objects.requireNonNull(yaml(form).get("body"))) {
        assertThat(map(element).get("type")).isIn("input", "textarea");
        assertThat(map(element)).containsKey("id");
        assertThat(map(map(element).get("attributes"))).containsKeys("label", "description");
      }
    }
    assertThat(Repository.read(FORMS.resolve("bug.yml")))
        .contains("kald --version", "kald check", "journal", "capture");
  }

  private static List<Path> in(Path directory) {
    return Repository.files().stream().filter(file -> file.startsWith(directory)).toList();
  }

  private static Map<Object, Object> yaml(Path file) {
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Repository.read(file)));
  }

  private static Map<Object, Object> map(@Nullable Object value) {
    assertThat(value).isInstanceOf(Map.class);
    Map<Object, Object> map = new HashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(value)).forEach(map::put);
    return map;
  }
}
