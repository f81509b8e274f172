package io.kald.agent.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedSinkTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(30);
  private static final int CAPACITY = 2048;

  private final Faults faults = new Faults();
  private final Recorder recorder = new Recorder();

  @Test
  void shouldHandEventsOverInTheirOrder() {
    BoundedSink sink = started(recorder);
    List<ProbeEvent> events = events(500);

    events.forEach(sink::onEvent);

    assertThat(sink.awaitDrained(LONG)).isTrue();
    assertThat(recorder.taken).isEqualTo(events);
    assertThat(sink.close(LONG)).isTrue();
  }

  @Test
  void shouldDropAndCountWhatDoesNotFitAndTellTheSink() {
    BoundedSink sink = new BoundedSink("slow", CAPACITY, recorder, faults, NanoClock.SYSTEM);
    events(CAPACITY + 30).forEach(sink::onEvent);

    assertThat(sink.dropped()).isEqualTo(30);
    assertThat(sink.waiting()).isEqualTo(CAPACITY);
    sink.start();
    assertThat(sink.close(LONG)).isTrue();
    assertThat(recorder.taken).hasSize(CAPACITY);
    assertThat(recorder.lost).containsExactly(30L);
  }

  @Test
  void shouldQueueOnlyWhatIsWanted() {
    BoundedSink sink =
        new BoundedSink(
            "some",
            CAPACITY,
            event -> event.match(p -> false, c -> true, s -> true, x -> true, q -> true, f -> true),
            recorder,
            faults,
            NanoClock.SYSTEM);
    events(CAPACITY + 30).forEach(sink::onEvent);
    sink.onEvent(Events.added(Events.tcp("k", "k"), 1));

    assertThat(sink.dropped()).isZero();
    assertThat(sink.waiting()).isEqualTo(1);
    sink.start();
    assertThat(sink.close(LONG)).isTrue();
    assertThat(recorder.taken).hasSize(1);
  }

  @Test
  void shouldGoOnAfterASinkThrewAndCountIt() {
    recorder.throwing = true;
    BoundedSink sink = started(recorder);

    events(3).forEach(sink::onEvent);

    assertThat(sink.awaitDrained(LONG)).isTrue();
    assertThat(faults.counts()).containsEntry("test", 3L);
    recorder.throwing = false;
    events(1).forEach(sink::onEvent);
    assertThat(sink.close(LONG)).isTrue();
    assertThat(recorder.taken).hasSize(1);
  }

  @Test
  void shouldDrainFlushAndCloseTheSinkWhenItIsClosed() {
    BoundedSink sink = started(recorder);
    events(1500).forEach(sink::onEvent);

    assertThat(sink.close(LONG)).isTrue();

    assertThat(recorder.taken).hasSize(1500);
    assertThat(recorder.calls).endsWith("flush", "close");
  }

  @Test
  void shouldSayThatASinkDidNotFinishInTime() {
    CountDownLatch stuck = new CountDownLatch(1);
    BoundedSink sink = started(event -> stuck.await());
    events(2).forEach(sink::onEvent);

    assertThat(sink.awaitDrained(TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    assertThat(sink.close(TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    stuck.countDown();
    assertThat(sink.close(LONG)).isTrue();
  }

  @Test
  void shouldHandEachEventToEverySink() {
    Recorder other = new Recorder();
    EventBus bus =
        new EventBus(
            List.of(
                new BoundedSink("one", CAPACITY, recorder, faults, NanoClock.SYSTEM),
                new BoundedSink("two", CAPACITY, other, faults, NanoClock.SYSTEM)));
    bus.start();
    List<ProbeEvent> events = events(10);

    events.forEach(bus::onEvent);

    assertThat(bus.awaitDrained(Set.of("one", "two"), LONG, NanoClock.SYSTEM)).isTrue();
    assertThat(recorder.taken).isEqualTo(events);
    assertThat(other.taken).isEqualTo(events);
    assertThat(bus.dropped()).containsEntry("one", 0L).containsEntry("two", 0L);
    assertThat(bus.close(LONG)).isTrue();
  }

  @Test
  void shouldKeepProducersFromWaitingWhileManyOfferAtOnce() throws InterruptedException {
    BoundedSink sink = started(recorder);
    List<Thread> producers =
        IntStream.range(0, 4)
            .mapToObj(i -> new Thread(() -> events(400).forEach(sink::onEvent)))
            .toList();
    producers.forEach(Thread::start);
    for (Thread producer : producers) {
      producer.join();
    }

    assertThat(sink.close(LONG)).isTrue();
    assertThat(recorder.taken.size() + sink.dropped()).isEqualTo(1600);
  }

  private BoundedSink started(Sink sink) {
    BoundedSink bounded = new BoundedSink("test", CAPACITY, sink, faults, NanoClock.SYSTEM);
    bounded.start();
    return bounded;
  }

  private static List<ProbeEvent> events(int count) {
    return IntStream.range(0, count)
        .<ProbeEvent>mapToObj(
            i -> Events.probed(Events.tcp("k", "k"), Events.answered(1000), Events.ALIVE, i))
        .toList();
  }

  private static final class Recorder implements Sink {
    private final List<ProbeEvent> taken = new CopyOnWriteArrayList<>();
    private final List<Long> lost = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile boolean throwing;

    @Override
    public void accept(ProbeEvent event) {
      if (throwing) {
        throw new IllegalStateException("this sink throws");
      }
      taken.add(event);
    }

    @Override
    public void lost(long count) {
      lost.add(count);
    }

    @Override
    public void flush() {
      calls.add("flush");
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
