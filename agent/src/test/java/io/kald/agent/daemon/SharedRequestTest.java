package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedRequestTest {
  private final Desk desk = new Desk();
  private final List<Integer> begun = new ArrayList<>();

  @Test
  void shouldAnswerAllWhoAskedBeforeItBeganTogether() throws Exception {
    SharedRequest<Integer> request = new SharedRequest<>(desk, this::next);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      answers.add(request.ask());
    }
    serve();
    assertThat(begun).containsExactly(1);
    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(1));
    assertThat(request.ask()).isNotDone();
    serve();
    assertThat(begun).containsExactly(1, 2);
  }

  @Test
  void shouldBeginAgainForWhoAsksWhileItRuns() throws Exception {
    List<CompletableFuture<Integer>> second = new ArrayList<>();
    List<SharedRequest<Integer>> self = new ArrayList<>();
    SharedRequest<Integer> request =
        new SharedRequest<>(
            desk,
            () -> {
              if (second.isEmpty()) {
                second.add(self.get(0).ask());
              }
              return next();
            });
    self.add(request);
    CompletableFuture<Integer> first = request.ask();
    serve();
    assertThat(first).isCompletedWithValue(1);
    assertThat(second.get(0)).isCompletedWithValue(2);
  }

  private int next() {
    begun.add(begun.size() + 1);
    return begun.size();
  }

  private void serve() throws InterruptedException {
    desk.serve(0, new ManualTime());
  }
}
